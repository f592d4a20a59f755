ALTER TABLE "author" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "author" ADD COLUMN "told_own" boolean DEFAULT false NOT NULL;