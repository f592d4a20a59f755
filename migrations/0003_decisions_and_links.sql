CREATE TABLE "link" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "link_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"url" text COLLATE "C" NOT NULL,
	"domain" text COLLATE "C" NOT NULL,
	CONSTRAINT "link_url_unique" UNIQUE("url")
);
--> statement-breakpoint
CREATE TABLE "post_link" (
	"link_id" integer NOT NULL,
	"post_id" bigint NOT NULL,
	CONSTRAINT "post_link_link_id_post_id_pk" PRIMARY KEY("link_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "spelling_decision" (
	"campaign_id" integer NOT NULL,
	"norm" text COLLATE "C" NOT NULL,
	"family" text COLLATE "C" NOT NULL,
	"spelling" text NOT NULL,
	"accepted" boolean NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	CONSTRAINT "spelling_decision_campaign_id_norm_pk" PRIMARY KEY("campaign_id","norm")
);
--> statement-breakpoint
ALTER TABLE "campaign" ADD COLUMN "base" jsonb;--> statement-breakpoint
UPDATE "campaign" SET "base" = "config";--> statement-breakpoint
ALTER TABLE "campaign" ALTER COLUMN "base" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "post_link_post" ON "post_link" USING btree ("post_id");