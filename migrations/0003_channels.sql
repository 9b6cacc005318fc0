CREATE TABLE `jobs` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text,
	`status` text NOT NULL,
	`counts` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`check_at` integer,
	PRIMARY KEY(`workspace_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `jobs_recent` ON `jobs` (`workspace_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_check` ON `jobs` (`check_at`) WHERE check_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `numbers` (
	`workspace_id` text NOT NULL,
	`noun` text NOT NULL,
	`number` integer NOT NULL,
	`ref` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `noun`, `number`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `numbers_ref` ON `numbers` (`workspace_id`,`noun`,`ref`);--> statement-breakpoint
CREATE TABLE `opt_outs` (
	`workspace_id` text NOT NULL,
	`channel` text NOT NULL,
	`value` text NOT NULL,
	`scope` text NOT NULL,
	`reason` text NOT NULL,
	`said_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `channel`, `value`)
);
--> statement-breakpoint
CREATE TABLE `tags` (
	`workspace_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tags_name` ON `tags` (`workspace_id`,`name`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `is_default` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `dialect` text DEFAULT 'public' NOT NULL;--> statement-breakpoint
ALTER TABLE `leads` ADD `assigned_to` text;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `slug` text;--> statement-breakpoint
CREATE UNIQUE INDEX `workspaces_slug` ON `workspaces` (`slug`);