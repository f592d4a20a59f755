-- An account is of one network, so the accounts of a whole campaign are those of its networks: their days are kept once.
CREATE VIEW "author_part" AS
  SELECT "a"."id" AS "scope_id", coalesce("p"."id", "a"."id") AS "part_id"
  FROM "scope" "a" LEFT JOIN "scope" "p" ON "a"."dim" = 0 AND "p"."campaign_id" = "a"."campaign_id" AND "p"."dim" = 3;--> statement-breakpoint
DELETE FROM "author_day" USING "scope" WHERE "scope"."id" = "author_day"."scope_id" AND "scope"."dim" = 0;--> statement-breakpoint
DELETE FROM "author_flow" USING "scope" WHERE "scope"."id" = "author_flow"."scope_id" AND "scope"."dim" = 0;
