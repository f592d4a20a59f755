ALTER TABLE "clock" ADD COLUMN "posts" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "clock" ADD COLUMN "reactions" bigint DEFAULT 0 NOT NULL;