CREATE TABLE "server_tag_day" (
	"source_id" integer NOT NULL,
	"norm" text COLLATE "C" NOT NULL,
	"day" date NOT NULL,
	"uses" integer NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "server_tag_day_source_id_norm_day_pk" PRIMARY KEY("source_id","norm","day")
);
