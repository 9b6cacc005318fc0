ALTER TABLE `messages` ADD `check_at` integer;--> statement-breakpoint
CREATE INDEX `messages_check` ON `messages` (`status`,`check_at`) WHERE check_at IS NOT NULL;--> statement-breakpoint
UPDATE `messages` SET `check_at` = `updated_at` WHERE `status` IN ('queued', 'unknown');
