CREATE TABLE `journal` (
	`id` text PRIMARY KEY NOT NULL,
	`workspace_id` text NOT NULL,
	`account_id` text NOT NULL,
	`provider` text NOT NULL,
	`reason` text NOT NULL,
	`body` text NOT NULL,
	`body_bytes` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `journal_recent` ON `journal` (`workspace_id`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `journal_age` ON `journal` (`received_at`);--> statement-breakpoint
CREATE TABLE `suppressions` (
	`workspace_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `kind`, `value`)
);
--> statement-breakpoint
DROP INDEX `messages_lead`;--> statement-breakpoint
CREATE INDEX `messages_status` ON `messages` (`workspace_id`,`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_lead` ON `messages` (`workspace_id`,`lead_id`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `health` text;--> statement-breakpoint
ALTER TABLE `templates` ADD `quality` text;--> statement-breakpoint
ALTER TABLE `templates` ADD `rejected_reason` text;--> statement-breakpoint
ALTER TABLE `templates` ADD `reported` text;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `retention_days` integer DEFAULT 365;