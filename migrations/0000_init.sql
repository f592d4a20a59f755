CREATE TABLE "author" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "author_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"key" text COLLATE "C" NOT NULL,
	"handle" text,
	"display" text,
	"bot" boolean,
	"flags" integer DEFAULT 0 NOT NULL,
	"followers" integer,
	"born_at" timestamp with time zone,
	"state" smallint DEFAULT 0 NOT NULL,
	"state_at" timestamp with time zone,
	"refreshed_at" timestamp with time zone,
	CONSTRAINT "author_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "author_day" (
	"scope_id" integer NOT NULL,
	"author_id" integer NOT NULL,
	"day" integer NOT NULL,
	"prev" integer NOT NULL,
	"posts" integer NOT NULL,
	CONSTRAINT "author_day_scope_id_author_id_day_pk" PRIMARY KEY("scope_id","author_id","day")
);
--> statement-breakpoint
CREATE TABLE "author_flow" (
	"scope_id" integer NOT NULL,
	"day" integer NOT NULL,
	"prev" integer NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "author_flow_scope_id_day_prev_pk" PRIMARY KEY("scope_id","day","prev")
);
--> statement-breakpoint
CREATE TABLE "campaign" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "campaign_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"slug" text COLLATE "C" NOT NULL,
	"config" jsonb NOT NULL,
	"applied_at" timestamp with time zone NOT NULL,
	"origin" text NOT NULL,
	CONSTRAINT "campaign_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "campaign_source" (
	"campaign_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"configured_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "campaign_source_campaign_id_source_id_pk" PRIMARY KEY("campaign_id","source_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_spelling" (
	"campaign_id" integer NOT NULL,
	"family" text COLLATE "C" NOT NULL,
	"norm" text COLLATE "C" NOT NULL,
	"declared_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "campaign_spelling_campaign_id_family_norm_pk" PRIMARY KEY("campaign_id","family","norm")
);
--> statement-breakpoint
CREATE TABLE "clock" (
	"id" integer PRIMARY KEY NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "coverage" (
	"set_id" integer NOT NULL,
	"during" "tstzrange" NOT NULL,
	"run" text NOT NULL,
	"events" bigint NOT NULL,
	"matched" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "engagement" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	"likes" integer NOT NULL,
	"reposts" integer NOT NULL,
	"replies" integer NOT NULL,
	"quotes" integer NOT NULL,
	"score" integer NOT NULL,
	"basis" smallint NOT NULL,
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "engagement_point" (
	"post_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"likes" integer NOT NULL,
	"reposts" integer NOT NULL,
	"replies" integer NOT NULL,
	"quotes" integer NOT NULL,
	"origin" smallint NOT NULL,
	CONSTRAINT "engagement_point_post_id_at_pk" PRIMARY KEY("post_id","at")
);
--> statement-breakpoint
CREATE TABLE "gap_reason" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "gap_reason_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source_id" integer NOT NULL,
	"during" "tstzrange" NOT NULL,
	"reason" text NOT NULL,
	"final" boolean NOT NULL,
	"noted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hot" (
	"scope_id" integer NOT NULL,
	"post_id" bigint NOT NULL,
	"v" real NOT NULL,
	CONSTRAINT "hot_scope_id_post_id_pk" PRIMARY KEY("scope_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "post" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "post_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"uri" text COLLATE "C" NOT NULL,
	"author_id" integer NOT NULL,
	"platform" smallint NOT NULL,
	"kind" smallint NOT NULL,
	"flags" integer NOT NULL,
	"lang" text COLLATE "C" NOT NULL,
	"rev" bigint NOT NULL,
	"claimed_at" timestamp with time zone,
	"seen_at" timestamp with time zone NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	"deleted_at" timestamp with time zone,
	"counted" boolean NOT NULL,
	"scopes" integer[] NOT NULL,
	"days" integer[] NOT NULL,
	"url" text,
	"original_uri" text COLLATE "C",
	CONSTRAINT "post_uri_unique" UNIQUE("uri")
);
--> statement-breakpoint
CREATE TABLE "post_cotag" (
	"norm" text COLLATE "C" NOT NULL,
	"post_id" bigint NOT NULL,
	"spelling" text NOT NULL,
	CONSTRAINT "post_cotag_norm_post_id_pk" PRIMARY KEY("norm","post_id")
);
--> statement-breakpoint
CREATE TABLE "post_scope" (
	"scope_id" integer NOT NULL,
	"counted_at" timestamp with time zone NOT NULL,
	"post_id" bigint NOT NULL,
	"author_id" integer NOT NULL,
	CONSTRAINT "post_scope_scope_id_counted_at_post_id_pk" PRIMARY KEY("scope_id","counted_at","post_id")
);
--> statement-breakpoint
CREATE TABLE "post_tag" (
	"post_id" bigint NOT NULL,
	"variant_id" integer NOT NULL,
	"via" smallint NOT NULL,
	CONSTRAINT "post_tag_post_id_variant_id_pk" PRIMARY KEY("post_id","variant_id")
);
--> statement-breakpoint
CREATE TABLE "post_text" (
	"post_id" bigint PRIMARY KEY NOT NULL,
	"body" text NOT NULL,
	"tags" text[] NOT NULL,
	"links" text[] NOT NULL,
	"month" date NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reaction" (
	"key" text COLLATE "C" NOT NULL,
	"kind" smallint NOT NULL,
	"post_id" bigint NOT NULL,
	"author" text COLLATE "C" NOT NULL,
	CONSTRAINT "reaction_key_kind_pk" PRIMARY KEY("key","kind")
);
--> statement-breakpoint
CREATE TABLE "rollup_15m" (
	"scope_id" integer NOT NULL,
	"bucket" timestamp with time zone NOT NULL,
	"platform" smallint NOT NULL,
	"posts" integer NOT NULL,
	"deleted" integer NOT NULL,
	"likes" integer NOT NULL,
	"reposts" integer NOT NULL,
	"replies" integer NOT NULL,
	"quotes" integer NOT NULL,
	CONSTRAINT "rollup_15m_scope_id_bucket_platform_pk" PRIMARY KEY("scope_id","bucket","platform")
);
--> statement-breakpoint
CREATE TABLE "rollup_day" (
	"scope_id" integer NOT NULL,
	"day" integer NOT NULL,
	"platform" smallint NOT NULL,
	"posts" integer NOT NULL,
	"deleted" integer NOT NULL,
	"likes" integer NOT NULL,
	"reposts" integer NOT NULL,
	"replies" integer NOT NULL,
	"quotes" integer NOT NULL,
	CONSTRAINT "rollup_day_scope_id_day_platform_pk" PRIMARY KEY("scope_id","day","platform")
);
--> statement-breakpoint
CREATE TABLE "scope" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "scope_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"campaign_id" integer NOT NULL,
	"dim" smallint NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	CONSTRAINT "scope_campaign_id_dim_key_unique" UNIQUE("campaign_id","dim","key")
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sighting" (
	"source_id" integer NOT NULL,
	"local_id" text COLLATE "C" NOT NULL,
	"post_id" bigint NOT NULL,
	"home" boolean NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"checked_at" timestamp with time zone,
	"missed_at" timestamp with time zone,
	CONSTRAINT "sighting_source_id_local_id_pk" PRIMARY KEY("source_id","local_id")
);
--> statement-breakpoint
CREATE TABLE "source" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "source_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text COLLATE "C" NOT NULL,
	"platform" smallint NOT NULL,
	"state" text DEFAULT 'off' NOT NULL,
	"last_event_at" timestamp with time zone,
	"last_error" text,
	"last_error_at" timestamp with time zone,
	"memo" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "source_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "tombstone" (
	"uri" text COLLATE "C" PRIMARY KEY NOT NULL,
	"rev" bigint NOT NULL,
	"state" smallint DEFAULT 2 NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "variant" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "variant_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"scope_id" integer NOT NULL,
	"spelling" text COLLATE "C" NOT NULL,
	"norm" text COLLATE "C" NOT NULL,
	"how" smallint NOT NULL,
	CONSTRAINT "variant_scope_id_spelling_how_unique" UNIQUE("scope_id","spelling","how")
);
--> statement-breakpoint
CREATE TABLE "watch_set" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "watch_set_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"source" text COLLATE "C" NOT NULL,
	"hash" text NOT NULL,
	"floor" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "watch_set_source_hash_unique" UNIQUE("source","hash")
);
--> statement-breakpoint
CREATE TABLE "watch_tag" (
	"norm" text COLLATE "C" NOT NULL,
	"set_id" integer NOT NULL,
	CONSTRAINT "watch_tag_norm_set_id_pk" PRIMARY KEY("norm","set_id")
);
--> statement-breakpoint
CREATE INDEX "gap_reason_source" ON "gap_reason" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "post_counted_at" ON "post" USING btree ("counted_at");--> statement-breakpoint
CREATE INDEX "post_author" ON "post" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "post_original" ON "post" USING btree ("original_uri") WHERE original_uri is not null;--> statement-breakpoint
CREATE INDEX "post_url" ON "post" USING btree ("url") WHERE url is not null;--> statement-breakpoint
CREATE INDEX "post_cotag_post" ON "post_cotag" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "post_tag_variant" ON "post_tag" USING btree ("variant_id");--> statement-breakpoint
CREATE INDEX "post_text_month" ON "post_text" USING btree ("month");--> statement-breakpoint
CREATE UNIQUE INDEX "reaction_once" ON "reaction" USING btree ("post_id","kind","author") WHERE kind < 2;--> statement-breakpoint
CREATE INDEX "sighting_post" ON "sighting" USING btree ("post_id");--> statement-breakpoint
CREATE INDEX "tombstone_at" ON "tombstone" USING btree ("at");