// Written by `npm run client` out of the public dialect's document.
// @ts-nocheck

import { client } from './client.gen.ts';
import type { Client, ClientMeta, Options as Options2, RequestResult, TDataShape } from './client/index.ts';
import type { CancelMessageData, CancelMessageErrors, CancelMessageResponses, ChangeLeadData, ChangeLeadErrors, ChangeLeadResponses, CreateLeadsData, CreateLeadsErrors, CreateLeadsResponses, DeleteLeadData, DeleteLeadErrors, DeleteLeadResponses, GetJobData, GetJobErrors, GetJobResponses, GetLeadData, GetLeadErrors, GetLeadHistoryData, GetLeadHistoryErrors, GetLeadHistoryResponses, GetLeadResponses, GetLeadWindowData, GetLeadWindowErrors, GetLeadWindowResponses, GetMessageData, GetMessageErrors, GetMessageMediaData, GetMessageMediaErrors, GetMessageMediaResponses, GetMessageResponses, GetWorkflowData, GetWorkflowErrors, GetWorkflowResponses, ListJobResultsData, ListJobResultsErrors, ListJobResultsResponses, ListJobsData, ListJobsErrors, ListJobsResponses, ListLeadsData, ListLeadsErrors, ListLeadsResponses, ListMessagesData, ListMessagesErrors, ListMessagesResponses, ListOptOutsData, ListOptOutsErrors, ListOptOutsResponses, ListTemplatesData, ListTemplatesErrors, ListTemplatesResponses, ListWorkflowsData, ListWorkflowsErrors, ListWorkflowsResponses, OptInData, OptInErrors, OptInResponses, OptOutData, OptOutErrors, OptOutResponses, PauseJobData, PauseJobErrors, PauseJobResponses, ReplaceLeadData, ReplaceLeadErrors, ReplaceLeadResponses, ResolveMessageData, ResolveMessageErrors, ResolveMessageResponses, ResumeJobData, ResumeJobErrors, ResumeJobResponses, SendMessageData, SendMessageErrors, SendMessageResponses, StartJobData, StartJobErrors, StartJobResponses, StopJobData, StopJobErrors, StopJobResponses } from './types.gen.ts';

export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<TData, ThrowOnError, TResponse> & {
    /**
     * You can provide a client instance returned by `createClient()` instead of
     * individual options. This might be also useful if you want to implement a
     * custom client.
     */
    client?: Client;
    /**
     * You can pass arbitrary values through the `meta` object. This can be
     * used to access values that aren't defined as part of the SDK function.
     */
    meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};

class HeyApiClient {
    protected client: Client;
    
    constructor(args?: {
        client?: Client;
    }) {
        this.client = args?.client ?? client;
    }
}

class HeyApiRegistry<T> {
    private readonly defaultKey = 'default';
    
    private readonly instances: Map<string, T> = new Map();
    
    get(key?: string): T {
        const instance = this.instances.get(key ?? this.defaultKey);
        if (!instance) {
            throw new Error(`No SDK client found. Create one with "new Operations()" to fix this error.`);
        }
        return instance;
    }
    
    set(value: T, key?: string): void {
        this.instances.set(key ?? this.defaultKey, value);
    }
}

export class Operations extends HeyApiClient {
    public static readonly __registry: HeyApiRegistry<Operations> = new HeyApiRegistry<Operations>();
    
    constructor(args?: {
        client?: Client;
        key?: string;
    }) {
        super(args);
        Operations.__registry.set(this, args?.key);
    }
    
    /**
     * List messages
     *
     * The workspace's messages, in and out, the newest first. Following `next_cursor` to its end meets every message once. The list may lag by a second, and has no content: that is with the message itself.
     */
    public listMessages<ThrowOnError extends boolean = false>(options?: Options<ListMessagesData, ThrowOnError>): RequestResult<ListMessagesResponses, ListMessagesErrors, ThrowOnError> {
        return (options?.client ?? this.client).get<ListMessagesResponses, ListMessagesErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/messages',
            ...options
        });
    }
    
    /**
     * Send a message to a lead
     *
     * Sends one message to one lead, and answers truthfully what became of it.
     *
     * **200** means that the provider took the message and named it. **202** means that it is not finished: `scheduled`, `queued`, or `unknown` when the provider did not say whether it took it. Never send again what is `unknown`: `GET /messages/{id}` tells how it ended.
     *
     * Give every request an `Idempotency-Key`, and repeating it can never send a second message: the same key with the same body gets the first answer again, with `Idempotent-Replayed: true`.
     *
     * Free text on WhatsApp, Messenger and Instagram may go only within 24 hours after the person last wrote; templates may go at any time.
     *
     * The body may have 1 MB. Optional fields may be absent or null; unknown fields are ignored.
     */
    public sendMessage<ThrowOnError extends boolean = false>(options: Options<SendMessageData, ThrowOnError>): RequestResult<SendMessageResponses, SendMessageErrors, ThrowOnError> {
        return (options.client ?? this.client).post<SendMessageResponses, SendMessageErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/messages',
            ...options,
            headers: {
                'Content-Type': 'application/json',
                ...options.headers
            }
        });
    }
    
    /**
     * Show one message
     *
     * Straight from where it is decided: it shows every write that was answered.
     */
    public getMessage<ThrowOnError extends boolean = false>(options: Options<GetMessageData, ThrowOnError>): RequestResult<GetMessageResponses, GetMessageErrors, ThrowOnError> {
        return (options.client ?? this.client).get<GetMessageResponses, GetMessageErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/messages/{id}',
            ...options
        });
    }
    
    /**
     * Fetch what a person sent
     *
     * The bytes of a person's file, up to 100 MB, as an attachment that no browser opens. WhatsApp keeps what people send for 7 days.
     */
    public getMessageMedia<ThrowOnError extends boolean = false>(options: Options<GetMessageMediaData, ThrowOnError>): RequestResult<GetMessageMediaResponses, GetMessageMediaErrors, ThrowOnError> {
        return (options.client ?? this.client).get<GetMessageMediaResponses, GetMessageMediaErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/messages/{id}/media',
            ...options
        });
    }
    
    /**
     * Cancel a scheduled message
     *
     * Repeating it is harmless.
     */
    public cancelMessage<ThrowOnError extends boolean = false>(options: Options<CancelMessageData, ThrowOnError>): RequestResult<CancelMessageResponses, CancelMessageErrors, ThrowOnError> {
        return (options.client ?? this.client).post<CancelMessageResponses, CancelMessageErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/messages/{id}/cancel',
            ...options
        });
    }
    
    /**
     * Decide about a message whose outcome is open
     *
     * For a person who knows what the gateway cannot know. It works on `unknown`, `not_sent` and `unresolved`. `resend` may reach the person a second time.
     */
    public resolveMessage<ThrowOnError extends boolean = false>(options: Options<ResolveMessageData, ThrowOnError>): RequestResult<ResolveMessageResponses, ResolveMessageErrors, ThrowOnError> {
        return (options.client ?? this.client).post<ResolveMessageResponses, ResolveMessageErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/messages/{id}/resolve',
            ...options,
            headers: {
                'Content-Type': 'application/json',
                ...options.headers
            }
        });
    }
    
    /**
     * List jobs
     *
     * The newest first. The list lags by seconds.
     */
    public listJobs<ThrowOnError extends boolean = false>(options?: Options<ListJobsData, ThrowOnError>): RequestResult<ListJobsResponses, ListJobsErrors, ThrowOnError> {
        return (options?.client ?? this.client).get<ListJobsResponses, ListJobsErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/jobs',
            ...options
        });
    }
    
    /**
     * Send one message to many leads
     *
     * Takes what `POST /messages` takes, says whom it means instead of `lead_id`, and answers at once. The job goes on by itself, whatever becomes of the caller: every lead gets at most one message.
     *
     * At least one of `lead_ids`, `filter`, `search` and `assignees`; a lead must satisfy all that are given. The same `id` or `Idempotency-Key` with the same body is the same job.
     */
    public startJob<ThrowOnError extends boolean = false>(options: Options<StartJobData, ThrowOnError>): RequestResult<StartJobResponses, StartJobErrors, ThrowOnError> {
        return (options.client ?? this.client).post<StartJobResponses, StartJobErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/jobs',
            ...options,
            headers: {
                'Content-Type': 'application/json',
                ...options.headers
            }
        });
    }
    
    /**
     * Show how far a job is
     */
    public getJob<ThrowOnError extends boolean = false>(options: Options<GetJobData, ThrowOnError>): RequestResult<GetJobResponses, GetJobErrors, ThrowOnError> {
        return (options.client ?? this.client).get<GetJobResponses, GetJobErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/jobs/{id}',
            ...options
        });
    }
    
    /**
     * Read a job's report
     *
     * One line per lead, in the order of their ids.
     */
    public listJobResults<ThrowOnError extends boolean = false>(options: Options<ListJobResultsData, ThrowOnError>): RequestResult<ListJobResultsResponses, ListJobResultsErrors, ThrowOnError> {
        return (options.client ?? this.client).get<ListJobResultsResponses, ListJobResultsErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/jobs/{id}/results',
            ...options
        });
    }
    
    /**
     * Pause a job
     *
     * Nothing more is handed over until it is resumed.
     */
    public pauseJob<ThrowOnError extends boolean = false>(options: Options<PauseJobData, ThrowOnError>): RequestResult<PauseJobResponses, PauseJobErrors, ThrowOnError> {
        return (options.client ?? this.client).post<PauseJobResponses, PauseJobErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/jobs/{id}/pause',
            ...options
        });
    }
    
    /**
     * Resume a job
     *
     * Goes on where it was paused.
     */
    public resumeJob<ThrowOnError extends boolean = false>(options: Options<ResumeJobData, ThrowOnError>): RequestResult<ResumeJobResponses, ResumeJobErrors, ThrowOnError> {
        return (options.client ?? this.client).post<ResumeJobResponses, ResumeJobErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/jobs/{id}/resume',
            ...options
        });
    }
    
    /**
     * Stop a job
     *
     * Leads that are pending get nothing; what was handed over is not called back.
     */
    public stopJob<ThrowOnError extends boolean = false>(options: Options<StopJobData, ThrowOnError>): RequestResult<StopJobResponses, StopJobErrors, ThrowOnError> {
        return (options.client ?? this.client).post<StopJobResponses, StopJobErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/jobs/{id}/stop',
            ...options
        });
    }
    
    /**
     * List or search leads
     *
     * The newest first. Following `next_cursor` to its end meets every lead once, also while others are created.
     */
    public listLeads<ThrowOnError extends boolean = false>(options?: Options<ListLeadsData, ThrowOnError>): RequestResult<ListLeadsResponses, ListLeadsErrors, ThrowOnError> {
        return (options?.client ?? this.client).get<ListLeadsResponses, ListLeadsErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads',
            ...options
        });
    }
    
    /**
     * Create or update leads
     *
     * One lead (an object, up to 64 KB) or up to 1,000 (an array, up to 2 MB).
     *
     * Which lead is meant: the one with the given `id`, or else the one with this e-mail, or else the one with this phone; of several, the oldest. If there is one, it is updated: absent, null and blank fields keep what it has. If there is none, it is created.
     *
     * An array is done row by row: a refused row does not touch the others. Fields that the gateway does not know go into `metadata`.
     */
    public createLeads<ThrowOnError extends boolean = false>(options: Options<CreateLeadsData, ThrowOnError>): RequestResult<CreateLeadsResponses, CreateLeadsErrors, ThrowOnError> {
        return (options.client ?? this.client).post<CreateLeadsResponses, CreateLeadsErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads',
            ...options,
            headers: {
                'Content-Type': 'application/json',
                ...options.headers
            }
        });
    }
    
    /**
     * Forget a lead
     *
     * Removes the lead, its addresses, its messages, its windows and its idempotency keys, scheduled messages included. What was already handed to a provider is not taken back.
     */
    public deleteLead<ThrowOnError extends boolean = false>(options: Options<DeleteLeadData, ThrowOnError>): RequestResult<DeleteLeadResponses, DeleteLeadErrors, ThrowOnError> {
        return (options.client ?? this.client).delete<DeleteLeadResponses, DeleteLeadErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}',
            ...options
        });
    }
    
    /**
     * Show a lead
     */
    public getLead<ThrowOnError extends boolean = false>(options: Options<GetLeadData, ThrowOnError>): RequestResult<GetLeadResponses, GetLeadErrors, ThrowOnError> {
        return (options.client ?? this.client).get<GetLeadResponses, GetLeadErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}',
            ...options
        });
    }
    
    /**
     * Change a lead
     *
     * Changes the fields that are given; `PUT` and `PATCH` do the same. Null or blank clears a field, but `first_name` and `source` cannot be empty. Unknown fields are ignored.
     */
    public changeLead<ThrowOnError extends boolean = false>(options: Options<ChangeLeadData, ThrowOnError>): RequestResult<ChangeLeadResponses, ChangeLeadErrors, ThrowOnError> {
        return (options.client ?? this.client).patch<ChangeLeadResponses, ChangeLeadErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}',
            ...options,
            headers: {
                'Content-Type': 'application/json',
                ...options.headers
            }
        });
    }
    
    /**
     * Change a lead
     *
     * Changes the fields that are given; `PUT` and `PATCH` do the same. Null or blank clears a field, but `first_name` and `source` cannot be empty. Unknown fields are ignored.
     */
    public replaceLead<ThrowOnError extends boolean = false>(options: Options<ReplaceLeadData, ThrowOnError>): RequestResult<ReplaceLeadResponses, ReplaceLeadErrors, ThrowOnError> {
        return (options.client ?? this.client).put<ReplaceLeadResponses, ReplaceLeadErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}',
            ...options,
            headers: {
                'Content-Type': 'application/json',
                ...options.headers
            }
        });
    }
    
    /**
     * Show what was said with a lead
     *
     * On all channels, by its own time, straight from where it is decided.
     */
    public getLeadHistory<ThrowOnError extends boolean = false>(options: Options<GetLeadHistoryData, ThrowOnError>): RequestResult<GetLeadHistoryResponses, GetLeadHistoryErrors, ThrowOnError> {
        return (options.client ?? this.client).get<GetLeadHistoryResponses, GetLeadHistoryErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}/history',
            ...options
        });
    }
    
    /**
     * Ask whether free text may go to a lead now
     *
     * For every account of the workspace on WhatsApp, Messenger and Instagram. Elsewhere there is no window.
     */
    public getLeadWindow<ThrowOnError extends boolean = false>(options: Options<GetLeadWindowData, ThrowOnError>): RequestResult<GetLeadWindowResponses, GetLeadWindowErrors, ThrowOnError> {
        return (options.client ?? this.client).get<GetLeadWindowResponses, GetLeadWindowErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}/window',
            ...options
        });
    }
    
    /**
     * List what a lead does not want
     *
     * By channel. It is kept by address: every lead that has the address is meant, and it outlives the lead. What people say on a channel itself (STOP by SMS, an unsubscribed e-mail, a blocked bot) is recorded by itself.
     */
    public listOptOuts<ThrowOnError extends boolean = false>(options: Options<ListOptOutsData, ThrowOnError>): RequestResult<ListOptOutsResponses, ListOptOutsErrors, ThrowOnError> {
        return (options.client ?? this.client).get<ListOptOutsResponses, ListOptOutsErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}/opt-outs',
            ...options
        });
    }
    
    /**
     * Take an opt-out back
     */
    public optIn<ThrowOnError extends boolean = false>(options: Options<OptInData, ThrowOnError>): RequestResult<OptInResponses, OptInErrors, ThrowOnError> {
        return (options.client ?? this.client).delete<OptInResponses, OptInErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}/opt-outs/{channel}',
            ...options
        });
    }
    
    /**
     * Write down that a lead opted out
     *
     * A send to the lead is then refused with `recipient_opted_out`, and skipped by jobs.
     */
    public optOut<ThrowOnError extends boolean = false>(options: Options<OptOutData, ThrowOnError>): RequestResult<OptOutResponses, OptOutErrors, ThrowOnError> {
        return (options.client ?? this.client).put<OptOutResponses, OptOutErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/leads/{id}/opt-outs/{channel}',
            ...options,
            headers: {
                'Content-Type': 'application/json',
                ...options.headers
            }
        });
    }
    
    /**
     * List WhatsApp templates
     *
     * The templates of the workspace's accounts as they were last synced, with the status and the category that WhatsApp has reported since.
     */
    public listTemplates<ThrowOnError extends boolean = false>(options?: Options<ListTemplatesData, ThrowOnError>): RequestResult<ListTemplatesResponses, ListTemplatesErrors, ThrowOnError> {
        return (options?.client ?? this.client).get<ListTemplatesResponses, ListTemplatesErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/templates',
            ...options
        });
    }
    
    /**
     * List workflows
     */
    public listWorkflows<ThrowOnError extends boolean = false>(options?: Options<ListWorkflowsData, ThrowOnError>): RequestResult<ListWorkflowsResponses, ListWorkflowsErrors, ThrowOnError> {
        return (options?.client ?? this.client).get<ListWorkflowsResponses, ListWorkflowsErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/workflows',
            ...options
        });
    }
    
    /**
     * Show one workflow
     */
    public getWorkflow<ThrowOnError extends boolean = false>(options: Options<GetWorkflowData, ThrowOnError>): RequestResult<GetWorkflowResponses, GetWorkflowErrors, ThrowOnError> {
        return (options.client ?? this.client).get<GetWorkflowResponses, GetWorkflowErrors, ThrowOnError>({
            security: [{ name: 'X-API-Key', type: 'apiKey' }, { scheme: 'bearer', type: 'http' }],
            url: '/api/public/workflows/{id}',
            ...options
        });
    }
}
