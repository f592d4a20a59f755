ALTER TABLE "reaction" ADD COLUMN "at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "reaction" ADD COLUMN "undone_at" timestamp with time zone;