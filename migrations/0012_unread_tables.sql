DROP TABLE "hot" CASCADE;--> statement-breakpoint
DROP TABLE "post_scope" CASCADE;