// Written by `npm run client` out of the public dialect's document.
// @ts-nocheck

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

/**
 * A provider's own words, as far as it gave them.
 */
export type ProviderError = {
    /**
     * Which provider.
     */
    name: string;
    http_status?: number;
    code?: string | number;
    message?: string;
    details?: string;
    trace_id?: string;
};

export type Failure = {
    /**
     * A sentence, of which a few are exactly the contract's.
     */
    error: string;
    /**
     * For programs: match on this.
     */
    code: 'body_invalid' | 'body_too_large' | 'fields_missing' | 'field_invalid' | 'channel_invalid' | 'route_not_found' | 'method_not_allowed' | 'key_missing' | 'key_invalid' | 'scope_missing' | 'rate_limited' | 'lead_not_found' | 'workflow_not_found' | 'account_not_found' | 'workspace_mismatch' | 'message_not_found' | 'resource_not_found' | 'conflict' | 'content_missing' | 'content_unsupported' | 'content_too_long' | 'media_invalid' | 'phone_missing' | 'email_missing' | 'address_missing' | 'email_suppressed' | 'recipient_opted_out' | 'account_missing' | 'template_not_found' | 'template_not_sendable' | 'template_parameters_invalid' | 'window_closed' | 'lead_queue_full' | 'idempotency_key_invalid' | 'idempotency_in_flight' | 'idempotency_key_reused' | 'schedule_invalid' | 'not_cancellable' | 'not_resolvable' | 'job_not_changeable' | 'recipient_unreachable' | 'recipient_refused' | 'content_refused' | 'template_refused' | 'credentials_refused' | 'account_refused' | 'provider_quota_exceeded' | 'provider_refused' | 'provider_busy' | 'unavailable' | 'installation_mismatch' | 'internal';
    /**
     * More about it, for a person.
     */
    message?: string;
    /**
     * What to do instead.
     */
    suggestion?: string;
    /**
     * The first field that is wrong.
     */
    field?: string;
    /**
     * Seconds to wait before the same request may work.
     */
    retry_after?: number;
    provider?: ProviderError;
    /**
     * There when a message was recorded.
     */
    message_id?: string;
    /**
     * Names the request, as `X-Request-Id` does.
     */
    request_id: string;
    [key: string]: unknown;
};

export type Button = {
    title: string;
    id?: string | null;
    url?: string | null;
};

export type SentMessage = {
    success: true;
    channel: 'whatsapp' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    type: 'text' | 'template' | 'media' | 'interactive' | 'elements';
    /**
     * Ours.
     */
    message_id: string;
    /**
     * The provider's: Meta's `wamid` on WhatsApp.
     */
    provider_message_id: string;
    /**
     * Whom `to` meant. Only in answers to a request with `to`.
     */
    lead_id?: string;
    /**
     * Whether the lead was made for this message. Only in answers to a request with `to`.
     */
    contact_created?: boolean;
};

export type SentEmail = {
    success: true;
    channel: 'email';
    /**
     * The e-mail relay's id.
     */
    message_id: string;
    /**
     * Ours: what `GET /messages/{id}` takes.
     */
    activity_id: string;
    /**
     * Whom `to` meant. Only in answers to a request with `to`.
     */
    lead_id?: string;
    /**
     * Whether the lead was made for this message. Only in answers to a request with `to`.
     */
    contact_created?: boolean;
};

export type StartedCall = {
    success: true;
    channel: 'call';
    /**
     * Retell's id. Ours is in `X-Message-Id`.
     */
    call_id: string;
    /**
     * Retell's first word about it: `registered`.
     */
    call_status: string;
    /**
     * Whom `to` meant. Only in answers to a request with `to`.
     */
    lead_id?: string;
    /**
     * Whether the lead was made for this message. Only in answers to a request with `to`.
     */
    contact_created?: boolean;
};

export type UnfinishedMessage = {
    /**
     * False when `status` is `unknown`.
     */
    success: boolean;
    channel: 'whatsapp' | 'sms' | 'messenger' | 'instagram' | 'telegram' | 'email' | 'call';
    /**
     * Absent for e-mail and calls.
     */
    type?: 'text' | 'template' | 'media' | 'interactive' | 'elements';
    /**
     * Ours, on every channel.
     */
    message_id: string;
    /**
     * E-mail: the same as `message_id`.
     */
    activity_id?: string;
    /**
     * `scheduled` leaves at `scheduled_at`. `queued` is accepted and not sent yet: the provider said “not now”, or messages before it are still under way. `unknown`: the provider did not say whether it took the message; it is not sent again.
     */
    status: 'scheduled' | 'queued' | 'unknown';
    /**
     * Whether repeating this very request cannot send a second message.
     */
    retry_safe: boolean;
    scheduled_at?: string;
    /**
     * What to do, for a person.
     */
    message: string;
    /**
     * Whom `to` meant. Only in answers to a request with `to`.
     */
    lead_id?: string;
    /**
     * Whether the lead was made for this message. Only in answers to a request with `to`.
     */
    contact_created?: boolean;
};

export type ListedMessage = {
    id: string;
    lead_id: string;
    channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    direction: 'outbound' | 'inbound';
    /**
     * `text`, `template`, `media`, `interactive`, `elements`, `email` or `call`; of a person's message the provider's own word.
     */
    type: string;
    /**
     * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
     */
    status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
    provider_message_id: string | null;
    error_code: string | null;
    created_at: string;
    updated_at: string;
};

export type Message = {
    id: string;
    lead_id: string;
    workflow_id: string | null;
    /**
     * Which account carried it.
     */
    account_id: string | null;
    channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    direction: 'outbound' | 'inbound';
    /**
     * `text`, `template`, `media`, `interactive`, `elements`, `email` or `call`; of a person's message the provider's own word.
     */
    type: string;
    /**
     * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
     */
    status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
    /**
     * The text, the template's name, the e-mail's text, the call's opening line; of a person's message their words, a tapped button's title, or the emoji.
     */
    content: string | null;
    /**
     * A file: `type` or `mime_type`, `caption`, `filename`, and where it is: `url`, or `path` of this API.
     */
    media: {
        [key: string]: unknown;
    } | null;
    /**
     * What it carried besides: a subject, buttons, a location, what it answers.
     */
    details: {
        [key: string]: unknown;
    } | null;
    /**
     * Yours.
     */
    metadata: {
        [key: string]: unknown;
    };
    provider_message_id: string | null;
    /**
     * Calls to the provider.
     */
    attempts: number;
    /**
     * Of a failed message, why; of one whose outcome is open, what was last heard.
     */
    error: {
        code: string;
        error?: string;
        message?: string | null;
        provider?: ProviderError | null;
        [key: string]: unknown;
    } | null;
    /**
     * `pricing` as WhatsApp reports it, `call_cost` as Retell does.
     */
    cost: {
        pricing: unknown;
        call_cost: unknown;
    } | null;
    /**
     * What happened, in order: `created` or `received`, `scheduled`, `accepted` (the provider took it), and every fact that was reported.
     */
    timeline: Array<{
        event: 'created' | 'scheduled' | 'accepted' | 'received' | 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'delayed' | 'bounced' | 'complained' | 'suppressed' | 'opened' | 'clicked' | 'started' | 'ended' | 'missed' | 'analyzed';
        /**
         * The event's own time. Many providers tell only the second.
         */
        at: string;
        scheduled_at?: string;
        error?: {
            code: string;
            error?: string;
            message?: string | null;
            provider?: ProviderError | null;
            [key: string]: unknown;
        };
        /**
         * What else the provider said: a price, a recording, a clicked link.
         */
        details?: {
            [key: string]: unknown;
        };
    }>;
    created_at: string;
    scheduled_at: string | null;
    sent_at: string | null;
    delivered_at: string | null;
    read_at: string | null;
    failed_at: string | null;
};

/**
 * A condition on leads, or a group of them: at most 5 groups deep, 100 conditions in all.
 */
export type Filter = {
    /**
     * Every one of these holds.
     */
    all: Array<Filter>;
} | {
    /**
     * At least one of these holds.
     */
    any: Array<Filter>;
} | {
    /**
     * A field of the lead, or `metadata.` and a key.
     */
    field: 'first_name' | 'last_name' | 'name' | 'email' | 'phone' | 'company' | 'title' | 'source' | 'external_id' | 'campaign_id' | 'assigned_to' | 'tags' | 'created_at' | 'updated_at' | string;
    operator: 'equals' | 'not_equals' | 'contains' | 'not_contains' | 'starts_with' | 'ends_with' | 'in' | 'not_in' | 'is_empty' | 'is_not_empty' | 'greater_than' | 'less_than' | 'at_least' | 'at_most';
    /**
     * A text, a number, true or false, or a list of these, of which any may hold.
     */
    value?: unknown;
};

export type Job = {
    id: string;
    name: string | null;
    /**
     * `running` until every lead has its result; `stopped` and `finished` are over.
     */
    status: 'running' | 'paused' | 'stopped' | 'finished';
    channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    /**
     * Whom the job means, as it was said.
     */
    target: {
        /**
         * How many ids were given.
         */
        lead_ids?: number;
        [key: string]: unknown;
    };
    counts: JobCounts;
    /**
     * Whether all leads are found; until then `counts.total` still grows.
     */
    complete: boolean;
    /**
     * Messages a second, over the last minute.
     */
    rate_per_second: number | null;
    estimated_end_at: string | null;
    /**
     * Why a running job does not get on, and until when.
     */
    hold: {
        reason: 'provider_busy' | 'credentials_refused' | 'outranked' | 'unavailable';
        until: string;
        message?: string;
    } | null;
    created_at: string;
    updated_at: string;
    finished_at: string | null;
};

export type JobCounts = {
    /**
     * Leads found so far.
     */
    total: number;
    /**
     * Not handed over yet.
     */
    pending: number;
    sent: number;
    queued: number;
    failed: number;
    skipped: number;
    unknown: number;
};

export type LeadRow = {
    /**
     * Needed.
     */
    first_name: string;
    last_name?: string | null;
    /**
     * One plain address; kept in lower case.
     */
    email?: string | null;
    /**
     * Kept in E.164. Without `+` it is read as a number of the workspace's country; without such a country it is refused.
     */
    phone?: string | null;
    /**
     * The person's id at your page on Messenger, digits only. Who writes to you is known by itself.
     */
    psid?: string | null;
    /**
     * The person's id at your account on Instagram, digits only.
     */
    igsid?: string | null;
    /**
     * The person's chat with your bot on Telegram, digits only.
     */
    telegram_chat_id?: string | null;
    company?: string | null;
    title?: string | null;
    /**
     * `api` unless given.
     */
    source?: string | null;
    /**
     * Yours.
     */
    external_id?: string | null;
    /**
     * Yours.
     */
    campaign_id?: string | null;
    /**
     * Who looks after the lead: an id of yours.
     */
    assigned_to?: string | null;
    /**
     * Replace those that are stored.
     */
    tags?: Array<string> | null;
    /**
     * Yours, up to 32,768 characters of JSON in all, 20 levels deep. Merged key by key.
     */
    metadata?: {
        [key: string]: unknown;
    } | null;
    /**
     * A lead id of your own.
     */
    id?: string | null;
    /**
     * A workflow's id. It must exist; otherwise nothing follows from it.
     */
    workflow_id?: unknown;
    /**
     * Accepted and ignored: this gateway runs no cadences.
     */
    force_first_message?: unknown;
    /**
     * Accepted and ignored.
     */
    skip_first_message?: unknown;
    /**
     * Accepted and ignored.
     */
    force_first_channel?: unknown;
    [key: string]: unknown;
};

export type WrittenLead = {
    success: true;
    /**
     * There when a lead of yours was updated instead.
     */
    existed?: true;
    lead: Lead;
};

export type Lead = {
    id: string;
    first_name: string;
    last_name: string | null;
    /**
     * In lower case.
     */
    email: string | null;
    /**
     * E.164.
     */
    phone: string | null;
    source: string;
    company: string | null;
    title: string | null;
    /**
     * Yours, and every field that the gateway does not know.
     */
    metadata: {
        [key: string]: unknown;
    };
    created_at: string;
};

export type WrittenLeads = {
    success: true;
    created: number;
    updated: number;
    failed: number;
    /**
     * Those that are in.
     */
    leads: Array<{
        id: string;
        first_name: string;
        last_name: string | null;
        /**
         * In lower case.
         */
        email: string | null;
        /**
         * E.164.
         */
        phone: string | null;
        source: string;
        company: string | null;
        title: string | null;
        /**
         * Yours, and every field that the gateway does not know.
         */
        metadata: {
            [key: string]: unknown;
        };
        created_at: string;
        /**
         * There when a lead of yours was updated instead.
         */
        existed?: true;
    }>;
    /**
     * Those that were refused. They do not touch the others.
     */
    errors: Array<{
        /**
         * In the array of the request.
         */
        index: number;
        error: string;
    }>;
};

export type FullLead = {
    id: string;
    first_name: string;
    last_name: string | null;
    /**
     * In lower case.
     */
    email: string | null;
    /**
     * E.164.
     */
    phone: string | null;
    source: string;
    company: string | null;
    title: string | null;
    /**
     * Yours, and every field that the gateway does not know.
     */
    metadata: {
        [key: string]: unknown;
    };
    external_id: string | null;
    tags: Array<string>;
    assigned_to: string | null;
    /**
     * The person's id at your page on Messenger.
     */
    psid: string | null;
    /**
     * The person's id at your account on Instagram.
     */
    igsid: string | null;
    /**
     * The person's chat with your bot on Telegram.
     */
    telegram_chat_id: string | null;
    campaign: {
        id: string;
        name: null;
    } | null;
    /**
     * Always null: this gateway runs no cadences.
     */
    active_workflow_run: null;
    created_at: string;
    updated_at: string;
};

export type ChangedLead = {
    id: string;
    first_name: string;
    last_name: string | null;
    /**
     * In lower case.
     */
    email: string | null;
    /**
     * E.164.
     */
    phone: string | null;
    source: string;
    company: string | null;
    title: string | null;
    campaign_id: string | null;
    /**
     * Yours, and every field that the gateway does not know.
     */
    metadata: {
        [key: string]: unknown;
    };
    created_at: string;
};

export type HistoryMessage = {
    type: 'message';
    id: string;
    channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    direction: 'outbound' | 'inbound';
    content: string | null;
    /**
     * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
     */
    status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
    sent_at: string | null;
    delivered_at: string | null;
    read_at: string | null;
    /**
     * When it was sent, or else created.
     */
    timestamp: string;
    message_type: string;
    /**
     * Where a file is. On this gateway it needs the key.
     */
    media_url: string | null;
    attachments: Array<{
        url: string;
        mime_type: string | null;
        filename: string | null;
    }> | null;
    provider_message_id: string | null;
    /**
     * The person's last one to it, from the messages of this page; null when none.
     */
    reaction: unknown;
    /**
     * What the person could tap, as Meta defines a template's buttons.
     */
    buttons: Array<{
        [key: string]: unknown;
    }> | null;
};

export type HistoryEmail = {
    type: 'email';
    id: string;
    channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    direction: 'outbound' | 'inbound';
    content: string | null;
    /**
     * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
     */
    status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
    sent_at: string | null;
    delivered_at: string | null;
    read_at: string | null;
    /**
     * When it was sent, or else created.
     */
    timestamp: string;
    subject: string | null;
    body: string | null;
    provider_message_id: string | null;
    delivery: {
        /**
         * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
         */
        status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
        delivered_at: string | null;
        opened_at: string | null;
        clicked_at: string | null;
        bounced_at: string | null;
        complained_at: string | null;
        error: string | null;
    };
};

export type HistoryCall = {
    type: 'call';
    id: string;
    channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    direction: 'outbound' | 'inbound';
    content: string | null;
    /**
     * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
     */
    status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
    sent_at: string | null;
    delivered_at: string | null;
    read_at: string | null;
    /**
     * When it was sent, or else created.
     */
    timestamp: string;
    provider_call_id: string | null;
    duration_seconds: number | null;
    call_status: string | null;
    call_successful: boolean | null;
    disconnection_reason: string | null;
    summary: string | null;
    transcript: unknown;
    recording_url: string | null;
};

/**
 * `content` says why in words.
 */
export type HistoryMissedCall = {
    type: 'call_missed';
    id: string;
    channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    direction: 'outbound' | 'inbound';
    content: string | null;
    /**
     * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
     */
    status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
    sent_at: string | null;
    delivered_at: string | null;
    read_at: string | null;
    /**
     * When it was sent, or else created.
     */
    timestamp: string;
    provider_call_id: string | null;
    call_status: 'not_connected';
    disconnection_reason: string | null;
};

export type Workflow = {
    id: string;
    name: string;
    /**
     * Always null: this gateway runs no cadences.
     */
    goal_type: null;
    is_active: boolean;
    /**
     * Those on which a send would find an active account.
     */
    channels: Array<'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram'>;
};

export type ListMessagesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Those of one lead.
         */
        lead_id?: string;
        /**
         * Those on one channel.
         */
        channel?: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
        /**
         * `outbound` is ours, `inbound` a person's.
         */
        direction?: 'outbound' | 'inbound';
        /**
         * Those with one status.
         */
        status?: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
        /**
         * `created_at` from this time on.
         */
        from?: string;
        /**
         * `created_at` before this time.
         */
        to?: string;
        /**
         * How many at once.
         */
        limit?: number;
        /**
         * Where to go on: the `next_cursor` of the answer before.
         */
        cursor?: string;
    };
    url: '/api/public/messages';
};

export type ListMessagesErrors = {
    /**
     * `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ListMessagesError = ListMessagesErrors[keyof ListMessagesErrors];

export type ListMessagesResponses = {
    /**
     * A page of messages.
     */
    200: {
        success: true;
        messages: Array<ListedMessage>;
        /**
         * The page that this is.
         */
        pagination: {
            limit: number;
            has_more: boolean;
        };
        /**
         * What `cursor` must be for the next page; null when there is none.
         */
        next_cursor: string | null;
    };
};

export type ListMessagesResponse = ListMessagesResponses[keyof ListMessagesResponses];

export type SendMessageData = {
    body: {
        /**
         * Whom to reach: this, or `to`.
         */
        lead_id?: string | null;
        /**
         * An address instead of `lead_id`: a phone number with its country (WhatsApp, call, SMS), a WhatsApp user id, an e-mail address, or the person's id at the page, the account or the bot (Messenger, Instagram, Telegram). The oldest lead that has it is meant; when nobody has it, a lead is made.
         */
        to?: string | null;
        /**
         * With `to`: what a lead that is made is called. One that is known stays as it is.
         */
        contact?: {
            first_name?: string | null;
            last_name?: string | null;
            email?: string | null;
        } | null;
        /**
         * Which account serves the channel, and the defaults.
         */
        workflow_id: string;
        /**
         * How the lead is reached.
         */
        channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
        /**
         * A file by its address, with `content` or its own `caption` beside it.
         */
        media?: {
            type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
            url: string;
            mime_type?: string | null;
            filename?: string | null;
            caption?: string | null;
        } | null;
        /**
         * SMS: up to 10 files beside the text.
         */
        media_urls?: Array<string> | null;
        /**
         * `content` with exactly one of `buttons`, `list` and `cta_url`; `header` and `footer` around it.
         */
        interactive?: {
            header?: string | null;
            footer?: string | null;
            buttons?: Array<Button> | null;
            list?: {
                button: string;
                sections: Array<{
                    title?: string | null;
                    rows: Array<{
                        id: string;
                        title: string;
                        description?: string | null;
                    }>;
                }>;
            } | null;
            cta_url?: {
                title: string;
                url: string;
            } | null;
        } | null;
        /**
         * Messenger and Instagram: cards beside each other.
         */
        elements?: Array<{
            title: string;
            subtitle?: string | null;
            image_url?: string | null;
            url?: string | null;
            buttons?: Array<Button> | null;
        }> | null;
        /**
         * Why you write; `TRANSACTIONAL` unless given. A lead who opted out of marketing gets the others.
         */
        message_type?: 'TRANSACTIONAL' | 'MARKETING' | 'NOTIFICATION' | null;
        /**
         * Which job goes first. A single message never waits for another lead's.
         */
        priority?: 'HIGH' | 'NORMAL' | 'LOW' | null;
        /**
         * Messenger and Instagram: a person's own answer may go up to seven days after the lead last wrote.
         */
        tag?: 'HUMAN_AGENT' | null;
        /**
         * The text, up to 4,096 characters or what the channel can carry. On WhatsApp, needed without `template_id`, `media` and `interactive`. E-mail: the plain text, up to 262,144 characters; needed without `html`.
         */
        content?: string | null;
        /**
         * E-mail: the HTML part, sent as it is, up to 262,144 characters. Without it, `content` becomes an escaped HTML part.
         */
        html?: string | null;
        /**
         * E-mail: one line. Else the workflow's default, else `Message from your advisor`.
         */
        subject?: string | null;
        /**
         * WhatsApp: an `id` of `GET /templates`. It may be sent at any time, and wins over `content`.
         */
        template_id?: string | null;
        /**
         * The template's parameters in Meta's format, `type` and `sub_type` in any letter case. Up to 20,480 characters of JSON.
         */
        components?: Array<{
            type: string;
            sub_type?: string;
            index?: string | number;
            parameters?: Array<{
                type: string;
                [key: string]: unknown;
            }>;
            [key: string]: unknown;
        }> | null;
        /**
         * Call: the opening line, up to 2,000 characters. Else the workflow's default, else the agent's own.
         */
        begin_message?: string | null;
        /**
         * Yours: kept with the message and shown with it. Up to 16,384 characters of JSON, 20 levels deep.
         */
        metadata?: {
            [key: string]: unknown;
        } | null;
        /**
         * When to send, up to 365 days ahead. Up to five minutes in the past count as now.
         */
        scheduled_at?: string | null;
    };
    headers?: {
        /**
         * Makes a repeat harmless: the same key with the same request gets the first answer again, and nothing is sent twice. A key belongs to one lead and is kept for at least 48 hours.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/public/messages';
};

export type SendMessageErrors = {
    /**
     * `idempotency_key_invalid`, `body_invalid`, `fields_missing`, `channel_invalid`, `field_invalid`, `content_missing`, `content_unsupported`, `account_missing`, `template_not_found`, `template_not_sendable`, `template_parameters_invalid`, `phone_missing`, `email_missing`, `address_missing`, `email_suppressed`, `recipient_opted_out`, `schedule_invalid`, `recipient_unreachable`, `recipient_refused`, `content_refused`, `template_refused`, `credentials_refused`, `account_refused`, `provider_quota_exceeded`, `provider_refused`, `provider_busy`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`, `workflow_not_found`
     */
    404: Failure;
    /**
     * `idempotency_in_flight`
     */
    409: Failure;
    /**
     * `body_too_large`
     */
    413: Failure;
    /**
     * `idempotency_key_reused`, `content_too_long`, `media_invalid`, `window_closed`
     */
    422: Failure;
    /**
     * `rate_limited`, `lead_queue_full`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type SendMessageError = SendMessageErrors[keyof SendMessageErrors];

export type SendMessageResponses = {
    /**
     * Sent: the provider took the message and named it.
     */
    200: SentMessage | SentEmail | StartedCall;
    /**
     * Not finished: scheduled, waiting, or nobody knows. Do not send it again.
     */
    202: UnfinishedMessage;
};

export type SendMessageResponse = SendMessageResponses[keyof SendMessageResponses];

export type GetMessageData = {
    body?: never;
    path: {
        /**
         * Our id of the message.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/messages/{id}';
};

export type GetMessageErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `message_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type GetMessageError = GetMessageErrors[keyof GetMessageErrors];

export type GetMessageResponses = {
    /**
     * The message, with everything that is known about it.
     */
    200: {
        success: true;
        message: Message;
    };
};

export type GetMessageResponse = GetMessageResponses[keyof GetMessageResponses];

export type GetMessageMediaData = {
    body?: never;
    path: {
        /**
         * Our id of the message.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/messages/{id}/media';
};

export type GetMessageMediaErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `message_not_found`, `resource_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type GetMessageMediaError = GetMessageMediaErrors[keyof GetMessageMediaErrors];

export type GetMessageMediaResponses = {
    /**
     * The file, in its own type.
     */
    200: Blob | File;
};

export type GetMessageMediaResponse = GetMessageMediaResponses[keyof GetMessageMediaResponses];

export type CancelMessageData = {
    body?: never;
    path: {
        /**
         * Our id of the message.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/messages/{id}/cancel';
};

export type CancelMessageErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `message_not_found`
     */
    404: Failure;
    /**
     * `not_cancellable`
     */
    409: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type CancelMessageError = CancelMessageErrors[keyof CancelMessageErrors];

export type CancelMessageResponses = {
    /**
     * It will not be sent.
     */
    200: {
        success: true;
        message_id: string;
        /**
         * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
         */
        status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
    };
};

export type CancelMessageResponse = CancelMessageResponses[keyof CancelMessageResponses];

export type ResolveMessageData = {
    body: {
        /**
         * `mark_sent` and `mark_failed` say what happened; `resend` queues the message again.
         */
        action: 'mark_sent' | 'mark_failed' | 'resend';
    };
    path: {
        /**
         * Our id of the message.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/messages/{id}/resolve';
};

export type ResolveMessageErrors = {
    /**
     * `body_invalid`, `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `message_not_found`
     */
    404: Failure;
    /**
     * `not_resolvable`
     */
    409: Failure;
    /**
     * `body_too_large`
     */
    413: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ResolveMessageError = ResolveMessageErrors[keyof ResolveMessageErrors];

export type ResolveMessageResponses = {
    /**
     * The status after it.
     */
    200: {
        success: true;
        message_id: string;
        /**
         * One of ours moves `scheduled`, `queued`, `sent`, `delivered`, `read`, never backwards, whatever the order of reports. `failed` is a definite no. `unknown` means that nobody can tell yet whether it was sent; it ends as `sent`, `not_sent` or, after 24 hours, `unresolved`. `cancelled` was scheduled; `received` is a person's.
         */
        status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'not_sent' | 'unresolved' | 'cancelled' | 'received';
    };
};

export type ResolveMessageResponse = ResolveMessageResponses[keyof ResolveMessageResponses];

export type ListJobsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Those with one status.
         */
        status?: 'running' | 'paused' | 'stopped' | 'finished';
        /**
         * How many at once.
         */
        limit?: number;
        /**
         * Where to go on: the `next_cursor` of the answer before.
         */
        cursor?: string;
    };
    url: '/api/public/jobs';
};

export type ListJobsErrors = {
    /**
     * `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ListJobsError = ListJobsErrors[keyof ListJobsErrors];

export type ListJobsResponses = {
    /**
     * A page of jobs.
     */
    200: {
        success: true;
        jobs: Array<{
            id: string;
            name: string | null;
            /**
             * `running` until every lead has its result; `stopped` and `finished` are over.
             */
            status: 'running' | 'paused' | 'stopped' | 'finished';
            counts: JobCounts;
            created_at: string;
            updated_at: string;
        }>;
        /**
         * The page that this is.
         */
        pagination: {
            limit: number;
            has_more: boolean;
        };
        /**
         * What `cursor` must be for the next page; null when there is none.
         */
        next_cursor: string | null;
    };
};

export type ListJobsResponse = ListJobsResponses[keyof ListJobsResponses];

export type StartJobData = {
    body: {
        /**
         * What carries it: this, or `account_id`.
         */
        workflow_id?: string | null;
        /**
         * What carries it, instead of `workflow_id`.
         */
        account_id?: string | null;
        /**
         * How the lead is reached.
         */
        channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
        /**
         * A file by its address, with `content` or its own `caption` beside it.
         */
        media?: {
            type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
            url: string;
            mime_type?: string | null;
            filename?: string | null;
            caption?: string | null;
        } | null;
        /**
         * SMS: up to 10 files beside the text.
         */
        media_urls?: Array<string> | null;
        /**
         * `content` with exactly one of `buttons`, `list` and `cta_url`; `header` and `footer` around it.
         */
        interactive?: {
            header?: string | null;
            footer?: string | null;
            buttons?: Array<Button> | null;
            list?: {
                button: string;
                sections: Array<{
                    title?: string | null;
                    rows: Array<{
                        id: string;
                        title: string;
                        description?: string | null;
                    }>;
                }>;
            } | null;
            cta_url?: {
                title: string;
                url: string;
            } | null;
        } | null;
        /**
         * Messenger and Instagram: cards beside each other.
         */
        elements?: Array<{
            title: string;
            subtitle?: string | null;
            image_url?: string | null;
            url?: string | null;
            buttons?: Array<Button> | null;
        }> | null;
        /**
         * Which job goes first; `NOTIFICATION` unless given. `MARKETING` passes over who opted out of it.
         */
        message_type?: 'TRANSACTIONAL' | 'MARKETING' | 'NOTIFICATION' | null;
        /**
         * Which job goes first. A single message never waits for another lead's.
         */
        priority?: 'HIGH' | 'NORMAL' | 'LOW' | null;
        /**
         * Messenger and Instagram: a person's own answer may go up to seven days after the lead last wrote.
         */
        tag?: 'HUMAN_AGENT' | null;
        /**
         * The text, up to 4,096 characters or what the channel can carry. On WhatsApp, needed without `template_id`, `media` and `interactive`. E-mail: the plain text, up to 262,144 characters; needed without `html`.
         */
        content?: string | null;
        /**
         * E-mail: the HTML part, sent as it is, up to 262,144 characters. Without it, `content` becomes an escaped HTML part.
         */
        html?: string | null;
        /**
         * E-mail: one line. Else the workflow's default, else `Message from your advisor`.
         */
        subject?: string | null;
        /**
         * WhatsApp: an `id` of `GET /templates`. It may be sent at any time, and wins over `content`.
         */
        template_id?: string | null;
        /**
         * The template's parameters in Meta's format, `type` and `sub_type` in any letter case. Up to 20,480 characters of JSON.
         */
        components?: Array<{
            type: string;
            sub_type?: string;
            index?: string | number;
            parameters?: Array<{
                type: string;
                [key: string]: unknown;
            }>;
            [key: string]: unknown;
        }> | null;
        /**
         * Call: the opening line, up to 2,000 characters. Else the workflow's default, else the agent's own.
         */
        begin_message?: string | null;
        /**
         * Yours: kept with the message and shown with it. Up to 16,384 characters of JSON, 20 levels deep.
         */
        metadata?: {
            [key: string]: unknown;
        } | null;
        /**
         * The job's own id. Else it follows from the `Idempotency-Key`; without both it is new each time.
         */
        id?: string | null;
        /**
         * For people.
         */
        name?: string | null;
        /**
         * True counts and sends nothing.
         */
        dry_run?: boolean | null;
        /**
         * Leads by their ids; those that are nobody's are passed over.
         */
        lead_ids?: Array<string> | null;
        /**
         * Leads that satisfy this.
         */
        filter?: Filter | null;
        /**
         * Leads with this in name, e-mail, company or phone.
         */
        search?: string | null;
        /**
         * Leads whose `assigned_to` is one of these.
         */
        assignees?: Array<string> | null;
    };
    headers?: {
        /**
         * Stands for the job's id where the body has none: a repeat is the same job.
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/public/jobs';
};

export type StartJobErrors = {
    /**
     * `body_invalid`, `idempotency_key_invalid`, `channel_invalid`, `field_invalid`, `content_missing`, `content_unsupported`, `account_missing`, `template_not_found`, `template_not_sendable`, `template_parameters_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `account_not_found`, `workflow_not_found`
     */
    404: Failure;
    /**
     * `body_too_large`
     */
    413: Failure;
    /**
     * `idempotency_key_reused`, `content_too_long`, `media_invalid`
     */
    422: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type StartJobError = StartJobErrors[keyof StartJobErrors];

export type StartJobResponses = {
    /**
     * With `dry_run`: how many leads are meant.
     */
    200: {
        success: true;
        dry_run: true;
        /**
         * How many leads the job would mean.
         */
        total: number;
    };
    /**
     * The job runs.
     */
    202: {
        success: true;
        job: Job;
    };
};

export type StartJobResponse = StartJobResponses[keyof StartJobResponses];

export type GetJobData = {
    body?: never;
    path: {
        /**
         * Of a job.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/jobs/{id}';
};

export type GetJobErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `resource_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type GetJobError = GetJobErrors[keyof GetJobErrors];

export type GetJobResponses = {
    /**
     * The job.
     */
    200: {
        success: true;
        job: Job;
    };
};

export type GetJobResponse = GetJobResponses[keyof GetJobResponses];

export type ListJobResultsData = {
    body?: never;
    path: {
        /**
         * Of a job.
         */
        id: string;
    };
    query?: {
        /**
         * Those with one outcome.
         */
        outcome?: 'sent' | 'queued' | 'failed' | 'skipped' | 'unknown' | 'pending';
        /**
         * How many at once.
         */
        limit?: number;
        /**
         * Where to go on: the `next_cursor` of the answer before.
         */
        cursor?: string;
    };
    url: '/api/public/jobs/{id}/results';
};

export type ListJobResultsErrors = {
    /**
     * `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `resource_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ListJobResultsError = ListJobResultsErrors[keyof ListJobResultsErrors];

export type ListJobResultsResponses = {
    /**
     * A page of the report.
     */
    200: {
        success: true;
        results: Array<{
            lead_id: string;
            /**
             * `pending` is not handed over yet. `skipped` was not to be sent, `failed` was definitely not; `code` says why. `unknown`: nobody can say yet whether it was sent.
             */
            outcome: 'sent' | 'queued' | 'failed' | 'skipped' | 'unknown' | 'pending';
            code: string | null;
            message: string | null;
            /**
             * What `GET /messages/{id}` takes.
             */
            message_id: string | null;
            at: string | null;
        }>;
        /**
         * The page that this is.
         */
        pagination: {
            limit: number;
            has_more: boolean;
        };
        /**
         * What `cursor` must be for the next page; null when there is none.
         */
        next_cursor: string | null;
    };
};

export type ListJobResultsResponse = ListJobResultsResponses[keyof ListJobResultsResponses];

export type PauseJobData = {
    body?: never;
    path: {
        /**
         * Of a job.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/jobs/{id}/pause';
};

export type PauseJobErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `resource_not_found`
     */
    404: Failure;
    /**
     * `job_not_changeable`
     */
    409: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type PauseJobError = PauseJobErrors[keyof PauseJobErrors];

export type PauseJobResponses = {
    /**
     * The job after it.
     */
    200: {
        success: true;
        job: Job;
    };
};

export type PauseJobResponse = PauseJobResponses[keyof PauseJobResponses];

export type ResumeJobData = {
    body?: never;
    path: {
        /**
         * Of a job.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/jobs/{id}/resume';
};

export type ResumeJobErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `resource_not_found`
     */
    404: Failure;
    /**
     * `job_not_changeable`
     */
    409: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ResumeJobError = ResumeJobErrors[keyof ResumeJobErrors];

export type ResumeJobResponses = {
    /**
     * The job after it.
     */
    200: {
        success: true;
        job: Job;
    };
};

export type ResumeJobResponse = ResumeJobResponses[keyof ResumeJobResponses];

export type StopJobData = {
    body?: never;
    path: {
        /**
         * Of a job.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/jobs/{id}/stop';
};

export type StopJobErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `resource_not_found`
     */
    404: Failure;
    /**
     * `job_not_changeable`
     */
    409: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type StopJobError = StopJobErrors[keyof StopJobErrors];

export type StopJobResponses = {
    /**
     * The job after it.
     */
    200: {
        success: true;
        job: Job;
    };
};

export type StopJobResponse = StopJobResponses[keyof StopJobResponses];

export type ListLeadsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Found in name, e-mail, phone or company.
         */
        search?: string;
        /**
         * How many at once.
         */
        limit?: number;
        /**
         * How many to skip; `cursor` wins over it.
         */
        offset?: number;
        /**
         * Where to go on: the `next_cursor` of the answer before.
         */
        cursor?: string;
    };
    url: '/api/public/leads';
};

export type ListLeadsErrors = {
    /**
     * `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ListLeadsError = ListLeadsErrors[keyof ListLeadsErrors];

export type ListLeadsResponses = {
    /**
     * A page of leads.
     */
    200: {
        success: true;
        leads: Array<{
            id: string;
            first_name: string;
            last_name: string | null;
            /**
             * In lower case.
             */
            email: string | null;
            /**
             * E.164.
             */
            phone: string | null;
            source: string;
            company: string | null;
            title: string | null;
            /**
             * Yours, and every field that the gateway does not know.
             */
            metadata: {
                [key: string]: unknown;
            };
            external_id: string | null;
            tags: Array<string>;
            assigned_to: string | null;
            /**
             * The person's id at your page on Messenger.
             */
            psid: string | null;
            /**
             * The person's id at your account on Instagram.
             */
            igsid: string | null;
            /**
             * The person's chat with your bot on Telegram.
             */
            telegram_chat_id: string | null;
            campaign: {
                id: string;
                name: null;
            } | null;
            /**
             * Always null: this gateway runs no cadences.
             */
            active_workflow_run: null;
            created_at: string;
            updated_at: string;
            /**
             * When anything was last said to or by the lead. It may lag by a second.
             */
            last_history_at: string | null;
        }>;
        pagination: {
            total: number;
            limit: number;
            offset: number;
            has_more: boolean;
        };
        /**
         * What `cursor` must be for the next page; null when there is none.
         */
        next_cursor: string | null;
    };
};

export type ListLeadsResponse = ListLeadsResponses[keyof ListLeadsResponses];

export type CreateLeadsData = {
    body: LeadRow | Array<LeadRow>;
    path?: never;
    query?: never;
    url: '/api/public/leads';
};

export type CreateLeadsErrors = {
    /**
     * `body_invalid`, `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `workflow_not_found`
     */
    404: Failure;
    /**
     * `body_too_large`
     */
    413: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type CreateLeadsError = CreateLeadsErrors[keyof CreateLeadsErrors];

export type CreateLeadsResponses = {
    /**
     * Done, for all or for those that are in.
     */
    201: WrittenLead | WrittenLeads;
};

export type CreateLeadsResponse = CreateLeadsResponses[keyof CreateLeadsResponses];

export type DeleteLeadData = {
    body?: never;
    path: {
        /**
         * Of a lead.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/leads/{id}';
};

export type DeleteLeadErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type DeleteLeadError = DeleteLeadErrors[keyof DeleteLeadErrors];

export type DeleteLeadResponses = {
    /**
     * Forgotten.
     */
    200: {
        success: true;
    };
};

export type DeleteLeadResponse = DeleteLeadResponses[keyof DeleteLeadResponses];

export type GetLeadData = {
    body?: never;
    path: {
        /**
         * Of a lead.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/leads/{id}';
};

export type GetLeadErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type GetLeadError = GetLeadErrors[keyof GetLeadErrors];

export type GetLeadResponses = {
    /**
     * The lead.
     */
    200: {
        success: true;
        lead: FullLead;
        /**
         * Always empty: this gateway runs no cadences.
         */
        variables: {
            [key: string]: unknown;
        };
    };
};

export type GetLeadResponse = GetLeadResponses[keyof GetLeadResponses];

export type ChangeLeadData = {
    body: {
        first_name?: string | null;
        last_name?: string | null;
        /**
         * One plain address; kept in lower case.
         */
        email?: string | null;
        /**
         * Kept in E.164. Without `+` it is read as a number of the workspace's country; without such a country it is refused.
         */
        phone?: string | null;
        /**
         * The person's id at your page on Messenger, digits only. Who writes to you is known by itself.
         */
        psid?: string | null;
        /**
         * The person's id at your account on Instagram, digits only.
         */
        igsid?: string | null;
        /**
         * The person's chat with your bot on Telegram, digits only.
         */
        telegram_chat_id?: string | null;
        company?: string | null;
        title?: string | null;
        source?: string | null;
        /**
         * Yours.
         */
        external_id?: string | null;
        /**
         * Yours.
         */
        campaign_id?: string | null;
        /**
         * Who looks after the lead: an id of yours.
         */
        assigned_to?: string | null;
        /**
         * Replace those that are stored.
         */
        tags?: Array<string> | null;
        /**
         * Yours, up to 32,768 characters of JSON in all, 20 levels deep. Merged key by key.
         */
        metadata?: {
            [key: string]: unknown;
        } | null;
        [key: string]: unknown;
    };
    path: {
        /**
         * Of a lead.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/leads/{id}';
};

export type ChangeLeadErrors = {
    /**
     * `body_invalid`, `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `body_too_large`
     */
    413: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ChangeLeadError = ChangeLeadErrors[keyof ChangeLeadErrors];

export type ChangeLeadResponses = {
    /**
     * The lead after it.
     */
    200: {
        success: true;
        lead: ChangedLead;
    };
};

export type ChangeLeadResponse = ChangeLeadResponses[keyof ChangeLeadResponses];

export type ReplaceLeadData = {
    body: {
        first_name?: string | null;
        last_name?: string | null;
        /**
         * One plain address; kept in lower case.
         */
        email?: string | null;
        /**
         * Kept in E.164. Without `+` it is read as a number of the workspace's country; without such a country it is refused.
         */
        phone?: string | null;
        /**
         * The person's id at your page on Messenger, digits only. Who writes to you is known by itself.
         */
        psid?: string | null;
        /**
         * The person's id at your account on Instagram, digits only.
         */
        igsid?: string | null;
        /**
         * The person's chat with your bot on Telegram, digits only.
         */
        telegram_chat_id?: string | null;
        company?: string | null;
        title?: string | null;
        source?: string | null;
        /**
         * Yours.
         */
        external_id?: string | null;
        /**
         * Yours.
         */
        campaign_id?: string | null;
        /**
         * Who looks after the lead: an id of yours.
         */
        assigned_to?: string | null;
        /**
         * Replace those that are stored.
         */
        tags?: Array<string> | null;
        /**
         * Yours, up to 32,768 characters of JSON in all, 20 levels deep. Merged key by key.
         */
        metadata?: {
            [key: string]: unknown;
        } | null;
        [key: string]: unknown;
    };
    path: {
        /**
         * Of a lead.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/leads/{id}';
};

export type ReplaceLeadErrors = {
    /**
     * `body_invalid`, `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `body_too_large`
     */
    413: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ReplaceLeadError = ReplaceLeadErrors[keyof ReplaceLeadErrors];

export type ReplaceLeadResponses = {
    /**
     * The lead after it.
     */
    200: {
        success: true;
        lead: ChangedLead;
    };
};

export type ReplaceLeadResponse = ReplaceLeadResponses[keyof ReplaceLeadResponses];

export type GetLeadHistoryData = {
    body?: never;
    path: {
        /**
         * Of a lead.
         */
        id: string;
    };
    query?: {
        /**
         * Some channels, with commas between them: `call,whatsapp,email`.
         */
        channel?: string;
        /**
         * How many at once.
         */
        limit?: number;
        /**
         * How many to skip.
         */
        offset?: number;
        /**
         * By time.
         */
        order_by?: 'asc' | 'desc';
    };
    url: '/api/public/leads/{id}/history';
};

export type GetLeadHistoryErrors = {
    /**
     * `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type GetLeadHistoryError = GetLeadHistoryErrors[keyof GetLeadHistoryErrors];

export type GetLeadHistoryResponses = {
    /**
     * A page of the history.
     */
    200: {
        success: true;
        lead: {
            id: string;
            first_name: string;
            last_name: string | null;
            phone: string | null;
            email: string | null;
            source: string;
            created_at: string;
        };
        history: Array<HistoryMessage | HistoryEmail | HistoryCall | HistoryMissedCall>;
        pagination: {
            total: number;
            limit: number;
            offset: number;
            has_more: boolean;
        };
    };
};

export type GetLeadHistoryResponse = GetLeadHistoryResponses[keyof GetLeadHistoryResponses];

export type GetLeadWindowData = {
    body?: never;
    path: {
        /**
         * Of a lead.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/leads/{id}/window';
};

export type GetLeadWindowErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type GetLeadWindowError = GetLeadWindowErrors[keyof GetLeadWindowErrors];

export type GetLeadWindowResponses = {
    /**
     * One window per account.
     */
    200: {
        success: true;
        windows: Array<{
            account_id: string;
            account_name: string;
            channel: 'whatsapp' | 'messenger' | 'instagram';
            /**
             * WhatsApp's id of the number; null elsewhere.
             */
            phone_number_id: unknown;
            /**
             * Where a send would go; null when there is none.
             */
            address: string | null;
            /**
             * What a send would be told now.
             */
            open: boolean;
            /**
             * Null when the person never wrote to it.
             */
            last_inbound_at: string | null;
            expires_at: string | null;
        }>;
    };
};

export type GetLeadWindowResponse = GetLeadWindowResponses[keyof GetLeadWindowResponses];

export type ListOptOutsData = {
    body?: never;
    path: {
        /**
         * Of a lead.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/leads/{id}/opt-outs';
};

export type ListOptOutsErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ListOptOutsError = ListOptOutsErrors[keyof ListOptOutsErrors];

export type ListOptOutsResponses = {
    /**
     * Everything that the lead does not want.
     */
    200: {
        success: true;
        opt_outs: Array<{
            channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
            /**
             * `all` ends every message on the channel, `marketing` those alone.
             */
            scope: 'all' | 'marketing';
            reason: string;
            said_at: string;
        }>;
    };
};

export type ListOptOutsResponse = ListOptOutsResponses[keyof ListOptOutsResponses];

export type OptInData = {
    body?: never;
    path: {
        /**
         * Of a lead.
         */
        id: string;
        channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    };
    query?: never;
    url: '/api/public/leads/{id}/opt-outs/{channel}';
};

export type OptInErrors = {
    /**
     * `address_missing`, `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type OptInError = OptInErrors[keyof OptInErrors];

export type OptInResponses = {
    /**
     * Everything that the lead does not want.
     */
    200: {
        success: true;
        opt_outs: Array<{
            channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
            /**
             * `all` ends every message on the channel, `marketing` those alone.
             */
            scope: 'all' | 'marketing';
            reason: string;
            said_at: string;
        }>;
    };
};

export type OptInResponse = OptInResponses[keyof OptInResponses];

export type OptOutData = {
    body: {
        /**
         * `all` ends every message on the channel, `marketing` those alone.
         */
        scope?: 'all' | 'marketing';
        /**
         * How they said it, for people.
         */
        reason?: string;
    };
    path: {
        /**
         * Of a lead.
         */
        id: string;
        channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
    };
    query?: never;
    url: '/api/public/leads/{id}/opt-outs/{channel}';
};

export type OptOutErrors = {
    /**
     * `body_invalid`, `address_missing`, `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `lead_not_found`
     */
    404: Failure;
    /**
     * `body_too_large`
     */
    413: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type OptOutError = OptOutErrors[keyof OptOutErrors];

export type OptOutResponses = {
    /**
     * Everything that the lead does not want.
     */
    200: {
        success: true;
        opt_outs: Array<{
            channel: 'whatsapp' | 'email' | 'call' | 'sms' | 'messenger' | 'instagram' | 'telegram';
            /**
             * `all` ends every message on the channel, `marketing` those alone.
             */
            scope: 'all' | 'marketing';
            reason: string;
            said_at: string;
        }>;
    };
};

export type OptOutResponse = OptOutResponses[keyof OptOutResponses];

export type ListTemplatesData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * Those with this status only.
         */
        status?: 'APPROVED' | 'PENDING' | 'REJECTED';
        /**
         * Those of this category only.
         */
        category?: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
    };
    url: '/api/public/templates';
};

export type ListTemplatesErrors = {
    /**
     * `field_invalid`
     */
    400: Failure;
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ListTemplatesError = ListTemplatesErrors[keyof ListTemplatesErrors];

export type ListTemplatesResponses = {
    /**
     * The templates.
     */
    200: {
        success: true;
        templates: Array<{
            /**
             * What `template_id` of a send names.
             */
            id: string;
            name: string;
            language: string;
            /**
             * `MARKETING`, `UTILITY` or `AUTHENTICATION`.
             */
            category: string;
            /**
             * WhatsApp's word: only an `APPROVED` template can be sent.
             */
            status: string;
            /**
             * The definition, as Meta lists it.
             */
            components: Array<{
                type: string;
                [key: string]: unknown;
            }>;
            /**
             * The texts that a send fills in; null when there are none.
             */
            variables: Array<{
                /**
                 * What a send may write as `parameter_name`.
                 */
                name: string;
                /**
                 * From 1, within the component.
                 */
                position: number;
                component: 'HEADER' | 'BODY' | 'BUTTON';
                /**
                 * Which button, as a send writes it.
                 */
                index?: string;
            }> | null;
        }>;
    };
};

export type ListTemplatesResponse = ListTemplatesResponses[keyof ListTemplatesResponses];

export type ListWorkflowsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/public/workflows';
};

export type ListWorkflowsErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type ListWorkflowsError = ListWorkflowsErrors[keyof ListWorkflowsErrors];

export type ListWorkflowsResponses = {
    /**
     * Every workflow of the workspace.
     */
    200: {
        success: true;
        workflows: Array<Workflow>;
    };
};

export type ListWorkflowsResponse = ListWorkflowsResponses[keyof ListWorkflowsResponses];

export type GetWorkflowData = {
    body?: never;
    path: {
        /**
         * Of a workflow.
         */
        id: string;
    };
    query?: never;
    url: '/api/public/workflows/{id}';
};

export type GetWorkflowErrors = {
    /**
     * `key_missing`, `key_invalid`
     */
    401: Failure;
    /**
     * `scope_missing`
     */
    403: Failure;
    /**
     * `workflow_not_found`
     */
    404: Failure;
    /**
     * `rate_limited`
     */
    429: Failure;
    /**
     * `internal`
     */
    500: Failure;
    /**
     * `unavailable`, `installation_mismatch`
     */
    503: Failure;
};

export type GetWorkflowError = GetWorkflowErrors[keyof GetWorkflowErrors];

export type GetWorkflowResponses = {
    /**
     * The workflow.
     */
    200: {
        success: true;
        workflow: Workflow;
    };
};

export type GetWorkflowResponse = GetWorkflowResponses[keyof GetWorkflowResponses];
