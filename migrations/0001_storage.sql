-- What drizzle cannot say: covering primary keys, room for updates in place, ranges.
ALTER TABLE "rollup_15m" DROP CONSTRAINT "rollup_15m_scope_id_bucket_platform_pk";--> statement-breakpoint
ALTER TABLE "rollup_15m" ADD CONSTRAINT "rollup_15m_scope_id_bucket_platform_pk" PRIMARY KEY ("scope_id","bucket","platform") INCLUDE ("posts");--> statement-breakpoint
ALTER TABLE "rollup_15m" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);--> statement-breakpoint
ALTER TABLE "rollup_day" DROP CONSTRAINT "rollup_day_scope_id_day_platform_pk";--> statement-breakpoint
ALTER TABLE "rollup_day" ADD CONSTRAINT "rollup_day_scope_id_day_platform_pk" PRIMARY KEY ("scope_id","day","platform") INCLUDE ("posts");--> statement-breakpoint
ALTER TABLE "rollup_day" SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE "author_day" SET (fillfactor = 85);--> statement-breakpoint
ALTER TABLE "author_flow" DROP CONSTRAINT "author_flow_scope_id_day_prev_pk";--> statement-breakpoint
ALTER TABLE "author_flow" ADD CONSTRAINT "author_flow_scope_id_day_prev_pk" PRIMARY KEY ("scope_id","day","prev") INCLUDE ("n");--> statement-breakpoint
ALTER TABLE "author_flow" SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE "post_scope" DROP CONSTRAINT "post_scope_scope_id_counted_at_post_id_pk";--> statement-breakpoint
ALTER TABLE "post_scope" ADD CONSTRAINT "post_scope_scope_id_counted_at_post_id_pk" PRIMARY KEY ("scope_id","counted_at","post_id") INCLUDE ("author_id");--> statement-breakpoint
DROP INDEX "post_counted_at";--> statement-breakpoint
CREATE INDEX "post_counted_at" ON "post" ("counted_at") INCLUDE ("author_id", "platform");--> statement-breakpoint
CREATE INDEX "engagement_score" ON "engagement" ("score" DESC, "post_id") INCLUDE ("counted_at");--> statement-breakpoint
CREATE INDEX "engagement_counted_at" ON "engagement" ("counted_at") INCLUDE ("as_of");--> statement-breakpoint
CREATE INDEX "hot_value" ON "hot" ("scope_id", "v" DESC, "post_id");--> statement-breakpoint
ALTER TABLE "coverage" ADD CONSTRAINT "coverage_bounded" CHECK (NOT isempty("during") AND NOT lower_inf("during") AND NOT upper_inf("during"));--> statement-breakpoint
CREATE INDEX "coverage_newest" ON "coverage" ("set_id", upper("during") DESC);--> statement-breakpoint
CREATE INDEX "coverage_during" ON "coverage" USING gist ("during");
--> statement-breakpoint
INSERT INTO "clock" ("id", "as_of", "seq") VALUES (1, now(), 0);
