ALTER TABLE `messages` ADD `lag_ms` integer;--> statement-breakpoint
CREATE INDEX `jobs_paused` ON `jobs` (`workspace_id`) WHERE status = 'paused';