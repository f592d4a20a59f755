DROP INDEX "engagement_score";--> statement-breakpoint
CREATE INDEX "engagement_score" ON "engagement" ("score", "post_id") INCLUDE ("counted_at");--> statement-breakpoint
DROP INDEX "engagement_counted_at";--> statement-breakpoint
CREATE INDEX "engagement_counted_at" ON "engagement" ("counted_at") INCLUDE ("as_of", "post_id");
