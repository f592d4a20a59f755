DROP INDEX "reaction_once";--> statement-breakpoint
CREATE INDEX "reaction_account" ON "reaction" USING btree ("post_id","kind","author") WHERE kind < 2;