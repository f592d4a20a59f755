ALTER TABLE "engagement" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "engagement" ADD COLUMN "missed_at" timestamp with time zone;