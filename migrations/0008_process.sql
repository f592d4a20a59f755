CREATE UNLOGGED TABLE "process" (
	"id" uuid PRIMARY KEY NOT NULL,
	"pid" integer NOT NULL,
	"roles" text[] NOT NULL,
	"paused" jsonb NOT NULL,
	"metrics" jsonb NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
