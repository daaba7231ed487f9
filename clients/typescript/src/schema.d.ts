// Generated from docs/openapi.yaml, sha256:bddca24f44504bf2dd027deb3cbd61414109a57692ae9a55cbea56e0ed720a70. Not to be edited.

export interface paths {
    "/api/v1/attempts/{attempt_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["attempts_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attempts/{attempt_id}/validation/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Say what a program outside, such as a CI, found out about an attempt: once per source.
         *
         *     A result that comes after the end of the run leads to a new revision of its summary.
         */
        post: operations["attempts_validation_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/experiments/{experiment_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The experiment, with what would stand in the way of a run as things are now. */
        get: operations["experiments_retrieve"];
        /**
         * @description Define the experiment anew; what is left out gets its default.
         *
         *     Runs keep the configuration that they started with.
         */
        put: operations["experiments_update"];
        post?: never;
        /** @description Delete an experiment that has no runs. */
        delete: operations["experiments_destroy"];
        options?: never;
        head?: never;
        /** @description Change the named fields. `arms` are replaced as a whole, and all are checked again. */
        patch: operations["experiments_partial_update"];
        trace?: never;
    };
    "/api/v1/experiments/{experiment_id}/runs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The experiment's runs, newest first. */
        get: operations["experiments_runs_list"];
        put?: never;
        /** @description Start a run of the experiment as it is now. */
        post: operations["experiments_runs_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/connections/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The organisation's connections, the newest first. */
        get: operations["organizations_connections_list"];
        put?: never;
        /** @description Make a connection. A credential is named by its reference, never by its value. */
        post: operations["organizations_connections_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/connections/{connection_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One connection, with the reference of its credential. */
        get: operations["organizations_connections_retrieve"];
        /** @description Define the connection anew; what is left out gets its default, the reference none. */
        put: operations["organizations_connections_update"];
        post?: never;
        /**
         * @description Delete the connection, in use or not: arms that named it keep their place without one.
         *
         *     Starts of their experiments are refused, and calls that a run has yet to make fail.
         */
        delete: operations["organizations_connections_destroy"];
        options?: never;
        head?: never;
        /**
         * @description Change the named fields; `settings` are replaced as a whole.
         *
         *     Where the endpoint moves to another scheme, host or port, a connection with a credential
         *     needs `credential_reference` in the same request, even if it is the same one.
         */
        patch: operations["organizations_connections_partial_update"];
        trace?: never;
    };
    "/api/v1/organizations/{slug}/connections/{connection_id}/check/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Whether a call would find its credential now. Nothing is called, nothing is shown. */
        post: operations["organizations_connections_check_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/evaluator-profiles/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Every version of the organisation's evaluator profiles, the newest first. */
        get: operations["organizations_evaluator_profiles_list"];
        put?: never;
        /** @description Store a version of the named profile; the same content again is the same version. */
        post: operations["organizations_evaluator_profiles_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/evaluator-profiles/{profile_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["organizations_evaluator_profiles_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/evaluator-profiles/{profile_id}/trust/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * @description The profile's scores against validations and people, its repeatability, canaries, cost.
         *
         *     Over the latest 20,000 judgements. What was not measured is null, with a remedy.
         */
        get: operations["organizations_evaluator_profiles_trust_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/experiments/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The organisation's experiments, newest first. */
        get: operations["organizations_experiments_list"];
        put?: never;
        /** @description Define an experiment. Every arm is checked against the organisation's allowlist. */
        post: operations["organizations_experiments_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/imports/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Store results that were obtained elsewhere, one attempt a line, as an imported run. */
        post: operations["organizations_imports_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/imports/check/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Say what an import would store, and store nothing. */
        post: operations["organizations_imports_check_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/providers/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Every provider that there is, as the organisation's allowlist has it. */
        get: operations["organizations_providers_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/providers/{provider}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One provider as the organisation's allowlist has it. */
        get: operations["organizations_providers_retrieve"];
        /** @description Write the entry anew; what is left out gets its default, which allows nothing. */
        put: operations["organizations_providers_update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** @description Change the named fields of the entry; null lifts a limit. */
        patch: operations["organizations_providers_partial_update"];
        trace?: never;
    };
    "/api/v1/organizations/{slug}/task-sets/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Every version of the organisation's task sets, the newest first. */
        get: operations["organizations_task_sets_list"];
        put?: never;
        /**
         * @description Store the tasks as a version of the named set; the same tasks again are the same version.
         *
         *     Either JSON, or the file itself: `Content-Type: application/jsonl` and `?name=`.
         */
        post: operations["organizations_task_sets_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/task-sets/{task_set_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["organizations_task_sets_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{slug}/task-sets/{task_set_id}/tasks/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The tasks, each with exactly the fields of a line of tasks.jsonl. */
        get: operations["organizations_task_sets_tasks_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description State and progress, and in the end the comparison. Poll it with If-None-Match. */
        get: operations["replays_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/cancel/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Ask the judge no more. What was judged is kept, and nothing is compared. */
        post: operations["replays_cancel_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/retry-errors/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Ask again where a judgement failed for a reason that may have passed. The replay goes on, and
         *     ends in a further comparison; the one before stays sealed.
         */
        post: operations["replays_retry_errors_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The run's state and progress. Poll it with If-None-Match. */
        get: operations["runs_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/attempts/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The attempts of the run in the order of their planning. */
        get: operations["runs_attempts_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/cancel/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Start nothing more; calls in flight are aborted within seconds. */
        post: operations["runs_cancel_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/diagnostics/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * @description How each stage stands, what failed and why, what waits for what, who works, what it
         *     costs: as of now.
         */
        get: operations["runs_diagnostics_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/export/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * @description All attempts of the run, by arm, task and repeat: JSON Lines or a table.
         *
         *     A cell of the table that a spreadsheet would take for a formula begins with '.
         */
        get: operations["runs_export_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/labels/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What people said of the run's patches. */
        get: operations["runs_labels_list"];
        put?: never;
        /** @description Store labels that were given elsewhere: all of them or none, each once per source. */
        post: operations["runs_labels_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/pairwise/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Two arms compared on each board, with the outcome of every task. */
        get: operations["runs_pairwise_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/pause/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Call nothing more until the run is resumed; calls in flight end and are recorded. */
        post: operations["runs_pause_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/replays/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The replays of the run, newest first. */
        get: operations["runs_replays_list"];
        put?: never;
        /**
         * @description Judge the stored patches of the run again, under this profile. No arm is called, and the
         *     run keeps its own scores.
         */
        post: operations["runs_replays_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/resume/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Go on at once with what was paused or interrupted, and with credentials that were refused. */
        post: operations["runs_resume_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/retry-errors/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * @description Try again what failed and may be mended. A run that was complete goes on, and publishes a
         *     further revision of its summary when it ends.
         */
        post: operations["runs_retry_errors_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/summaries/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The revisions of the run's summary, newest first. None while the run goes on. */
        get: operations["runs_summaries_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/summary/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * @description The latest published summary, or the revision that is asked for, byte for byte.
         *
         *     404 `summary_not_published` while the run goes on.
         */
        get: operations["runs_summary_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Quality scores against a yes or no. */
        AcceptTrust: {
            n: number;
            n_tasks: number;
            n_passed: number;
            /** @description Null: all passed, or all failed. */
            auc: components["schemas"]["Figure"] | null;
            brier: components["schemas"]["Figure"];
            calibration: components["schemas"]["CalibrationTable"];
            /** Format: double */
            agreement: number;
            /** Format: double */
            kappa: number | null;
        };
        /** @description One attribute of both judges; shifts are new - old. */
        Agreement: {
            /** Format: double */
            mean_shift: number | null;
            /** Format: double */
            std_error: number | null;
            /** @description Null: a lone task has none. */
            ci: components["schemas"]["Interval"] | null;
            /** Format: double */
            sd: number | null;
            limits_of_agreement: components["schemas"]["Limits"] | null;
            /** Format: double */
            exact_agreement: number | null;
            /** Format: double */
            kappa: number | null;
            /** Format: double */
            krippendorff_alpha: number | null;
            /** Format: double */
            spearman: number | null;
            /** Format: double */
            concordance: number | null;
        };
        Agreements: {
            quality: components["schemas"]["Agreement"];
            risk: components["schemas"]["Agreement"];
            confidence: components["schemas"]["Agreement"];
        };
        /**
         * AllowlistSpec
         * @description What an organisation allows of one provider. Null: no limit.
         */
        AllowlistSpecRequest: {
            /**
             * Enabled
             * @default false
             */
            enabled: boolean;
            /**
             * Allowed Models
             * @default []
             */
            allowed_models: string[];
            /**
             * Max Concurrency
             * @default null
             */
            max_concurrency: number | null;
            /**
             * Requests Per Minute
             * @default null
             */
            requests_per_minute: number | null;
            /**
             * Monthly Budget Usd
             * @default null
             */
            monthly_budget_usd: number | string | null;
        };
        /** AnthropicConnection */
        AnthropicConnection: {
            /** Name */
            name: string;
            /**
             * Credential Reference
             * @default null
             */
            credential_reference: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "anthropic";
            /**
             * @default {
             *       "base_url": "https://api.anthropic.com",
             *       "api_version": "2026-10-21",
             *       "organization": null,
             *       "project": null
             *     }
             */
            settings: components["schemas"]["AnthropicSettings"];
        };
        /**
         * AnthropicSettings
         * @description `base_url` is what precedes /v1/messages. `organization` and `project` are for the record:
         *     the key alone decides them, and the API takes neither. The latest `api_version` refuses
         *     `temperature` and `top_p` for every model, the one before only for those from Claude 4.7 on.
         */
        AnthropicSettings: {
            /**
             * Base Url
             * @default https://api.anthropic.com
             */
            base_url: string;
            /**
             * Api Version
             * @default 2026-10-21
             */
            api_version: components["schemas"]["ApiVersionEnum"];
            /**
             * Organization
             * @default null
             */
            organization: string | null;
            /**
             * Project
             * @default null
             */
            project: string | null;
        };
        /** @enum {string} */
        ApiVersionEnum: "2026-10-21" | "2023-06-01";
        Arm: {
            readonly key: string;
            provider: string;
            /** @description Null: it was deleted. */
            connection?: string | null;
            readonly model: string;
            readonly parameters: unknown;
        };
        /**
         * ArmBody
         * @description An arm as it is asked for. Whether its provider is known, policy says.
         */
        ArmBody: {
            /** Key */
            key: string;
            /** Provider */
            provider: components["schemas"]["ArmBodyProviderEnum"];
            /**
             * Connection
             * @description Its name.
             */
            connection: string;
            /** Model */
            model: string;
            /**
             * Parameters
             * @default null
             */
            parameters: {
                /**
                 * Temperature
                 * @default null
                 */
                temperature?: number | null;
                /**
                 * Max Output Tokens
                 * @default null
                 */
                max_output_tokens?: number | null;
                /**
                 * Top P
                 * @default null
                 */
                top_p?: number | null;
                /**
                 * Seed
                 * @default null
                 */
                seed?: number | null;
                /**
                 * Stop
                 * @default null
                 */
                stop?: string | string[] | null;
                /**
                 * Reasoning Effort
                 * @default null
                 */
                reasoning_effort?: ("none" | "minimal" | "low" | "medium" | "high" | "xhigh") | null;
            } | null;
        };
        /** @enum {string} */
        ArmBodyProviderEnum: "openai" | "azure_openai" | "openrouter" | "anthropic" | "openai_compatible" | "demo";
        Artifact: {
            format: components["schemas"]["FormatEnum"];
            diff: string;
            diff_sha256: string | null;
            files: {
                [key: string]: unknown;
            }[];
            applies: boolean | null;
            warnings: string[];
        };
        /** @description One arm's answer to one task, once. Every key is always there; absent is null. */
        Attempt: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            run: string;
            arm: string;
            provider: string;
            model: string;
            model_served: string | null;
            task: string;
            repeat: number;
            state: components["schemas"]["WorkStateEnum"];
            error_code: components["schemas"]["ErrorCodeEnum"] | components["schemas"]["NullEnum"];
            error_detail: string | null;
            retryable: boolean | null;
            provider_calls: number;
            finish_reason: components["schemas"]["FinishReasonEnum"] | components["schemas"]["NullEnum"];
            native_finish_reason: string | null;
            output_text: string | null;
            usage: components["schemas"]["Usage"] | null;
            /** @description An exact decimal. */
            cost_usd: string | null;
            cost_source: components["schemas"]["CostSourceEnum"];
            /** Format: double */
            latency_ms: number | null;
            /** Format: date-time */
            queued_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            responded_at: string | null;
            /** Format: date-time */
            validated_at: string | null;
            /** Format: date-time */
            evaluated_at: string | null;
            artifact: components["schemas"]["Artifact"] | null;
            validation: components["schemas"]["Validation"] | null;
            evaluation: components["schemas"]["Evaluation"] | null;
        };
        AttemptCounts: {
            total: number;
            succeeded: number;
            failed: number;
            cancelled: number;
            by_error_code: {
                [key: string]: number;
            };
        };
        /** @enum {string} */
        AuthEnum: "key" | "entra";
        /** AzureOpenAIConnection */
        AzureOpenAIConnection: {
            /** Name */
            name: string;
            /**
             * Credential Reference
             * @default null
             */
            credential_reference: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "azure_openai";
            settings: components["schemas"]["AzureOpenAISettings"];
        };
        /**
         * AzureOpenAISettings
         * @description /openai/… is appended to `endpoint`. `deployments` maps a model to the deployment that
         *     serves it; a model that is not named there is the deployment's own name.
         */
        AzureOpenAISettings: {
            /** Endpoint */
            endpoint: string;
            /**
             * Api
             * @default v1
             */
            api: components["schemas"]["AzureOpenAISettingsApiEnum"];
            /**
             * Api Version
             * @default null
             */
            api_version: string | null;
            /**
             * Deployments
             * @default null
             */
            deployments: {
                [key: string]: string;
            } | null;
            /**
             * Auth
             * @default key
             */
            auth: components["schemas"]["AuthEnum"];
        };
        /** @enum {string} */
        AzureOpenAISettingsApiEnum: "classic" | "v1";
        Blocked: {
            /** @description Its name; null: deleted. */
            connection: string | null;
            error_code: string;
        };
        BlockedCredential: {
            /** @description Null: it was deleted. */
            connection: string | null;
            /** Format: uuid */
            connection_id: string;
            error_code: string;
        };
        Breaker: {
            connection: string;
            provider: string;
            state: components["schemas"]["BreakerStateEnum"];
            /** @description What opened it. */
            error_code: string;
            trips: number;
            /** Format: date-time */
            opened_at: string | null;
            /** Format: date-time */
            open_until: string | null;
        };
        /**
         * @description * `open` - open
         *     * `probing` - probing
         *     * `closed` - closed
         * @enum {string}
         */
        BreakerStateEnum: "open" | "probing" | "closed";
        CalibrationBin: {
            /** Format: double */
            low: number;
            /** Format: double */
            high: number;
            n: number;
            n_tasks: number;
            /** Format: double */
            mean_score: number;
            passed: components["schemas"]["Figure"];
        };
        CalibrationTable: {
            /** Format: double */
            ece: number;
            bins: components["schemas"]["CalibrationBin"][];
        };
        /**
         * @description * `open` - Open
         *     * `succeeded` - Succeeded
         *     * `failed` - Failed
         *     * `aborted` - Aborted
         *     * `ambiguous` - Ambiguous
         *     * `superseded` - Superseded
         *     * `not_sent` - Not sent
         * @enum {string}
         */
        CallOutcomeEnum: "open" | "succeeded" | "failed" | "aborted" | "ambiguous" | "superseded" | "not_sent";
        Calls: {
            stage: string;
            provider: string;
            outcome: components["schemas"]["CallOutcomeEnum"];
            readonly error_code: string | null;
            n: number;
            retries: number;
            /**
             * Format: decimal
             * @description Of those whose cost is known.
             */
            cost_usd: string;
            of_unknown_cost: number;
        };
        CanariesTrust: {
            version: string;
            /** Format: double */
            threshold: number;
            n: number;
            n_moved: number;
            n_failed: number;
            cost_usd: string | null;
            asked_at: string;
            results: components["schemas"]["CanaryResult"][];
        };
        CanaryResult: {
            name: string;
            /** Format: double */
            plain: number | null;
            /** Format: double */
            canary: number | null;
            /** Format: double */
            shift: number | null;
            moved: boolean;
            error_code: string;
        };
        /** @description What to keep in mind about the profile's scores. */
        Caveat: {
            code: string;
            sentence: string;
        };
        Censoring: {
            n: number;
            /** Format: double */
            cap_ms: number | null;
        };
        Check: {
            kind: string;
            status: components["schemas"]["ValidationStatusEnum"];
            /** Format: double */
            score: number | null;
            detail: string | null;
        };
        /** @description The same attempts under two judges, schema 1.0. */
        Comparison: {
            /** @description `1.` and what was added since. */
            schema_version: string;
            /** Format: uuid */
            replay: string;
            organization: string;
            experiment: string;
            /** Format: uuid */
            run: string;
            imported: boolean;
            actor: string | null;
            reason: string | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            created_at: string;
            old_profile: components["schemas"]["Judge"] | null;
            new_profile: components["schemas"]["Judge"] | null;
            attempt_set_digest: string;
            n_attempts: number;
            errors: number;
            errors_by_code: components["schemas"]["ErrorsByJudge"];
            n_paired: number;
            only_old: number;
            only_new: number;
            n_tasks: number;
            per_attribute: components["schemas"]["Agreements"];
            flips: components["schemas"]["Flips"];
            /** @description Null: no validation is known. */
            validity: components["schemas"]["JudgesValidity"] | null;
            arms: components["schemas"]["JudgedArm"][];
            decision_impact: components["schemas"]["DecisionImpact"];
            self_agreement: components["schemas"]["SelfAgreements"];
            originals: components["schemas"]["Originals"];
            /** @description An exact decimal. */
            cost_usd: string | null;
            flags: components["schemas"]["Flag"][];
            methods: components["schemas"]["ComparisonMethods"];
            seed: number;
            input_digest: string;
            /** @description What the replay ended in before its failures were tried again. */
            follows: components["schemas"]["Followed"] | null;
            seal: components["schemas"]["Seal"];
        };
        ComparisonMethods: {
            statistics: string;
            prices: string;
            numpy: string;
            scipy: string;
        };
        ConfidenceCalibration: {
            /** Format: double */
            brier: number;
            /** Format: double */
            ece: number;
            n: number;
        };
        Connection: {
            /** Format: uuid */
            readonly id: string;
            organization: string;
            readonly name: string;
            readonly provider: components["schemas"]["ProviderKindEnum"];
            settings: components["schemas"]["StoredSettings"];
            readonly credential_reference: string | null;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly links: components["schemas"]["ConnectionLinks"];
        };
        /**
         * ConnectionBody
         * @description A connection; what its settings are depends on its provider.
         */
        ConnectionBodyRequest: components["schemas"]["OpenAIConnection"] | components["schemas"]["AzureOpenAIConnection"] | components["schemas"]["OpenRouterConnection"] | components["schemas"]["AnthropicConnection"] | components["schemas"]["OpenAICompatibleConnection"] | components["schemas"]["DemoConnection"];
        ConnectionLinks: {
            /** Format: uri */
            self: string;
            /** Format: uri */
            check: string;
        };
        CostBoard: {
            metric: string;
            /** @description `fraction`, `ms` or `USD/task`. */
            unit: string;
            higher_is_better: boolean;
            /** @description About the board as a whole. */
            flags: components["schemas"]["Flag"][];
            entries: components["schemas"]["CostEntry"][];
        };
        /** @description One arm on one board, in the board's unit. Without data it stays listed, unranked, last. */
        CostEntry: {
            arm: string;
            /** Format: double */
            estimate: number | null;
            /** Format: double */
            std_error: number | null;
            /** @description Null: a lone task has none. */
            ci: components["schemas"]["Interval"] | null;
            n_tasks: number;
            n_attempts: number;
            n_scored: number;
            /**
             * Format: double
             * @description As how many independent attempts it counts.
             */
            n_eff: number | null;
            df: number | null;
            /** @description Null: no data, or too little. */
            rank: number | null;
            rank_interval: number[] | null;
            indistinguishable_from: string[];
            missing: components["schemas"]["Missing"];
            censoring: components["schemas"]["Censoring"];
            flags: components["schemas"]["Flag"][];
            /** @description Null: nothing was solved. */
            usd_per_solved: components["schemas"]["UsdPerSolved"] | null;
            /** Format: double */
            total_usd: number | null;
            p50_usd: components["schemas"]["Quantile"];
        };
        /**
         * @description * `provider` - provider
         *     * `table` - table
         *     * `none` - none
         * @enum {string}
         */
        CostSourceEnum: "provider" | "table" | "none";
        Coverage: {
            n: number;
            truncated: boolean;
            scored: number;
            by_state: {
                [key: string]: number;
            };
            by_error_code: {
                [key: string]: number;
            };
        };
        CredentialCheck: {
            resolvable: boolean;
            detail: string;
        };
        /**
         * @description * `required` - required
         *     * `optional` - optional
         *     * `none` - none
         * @enum {string}
         */
        CredentialEnum: "required" | "optional" | "none";
        Criterion: {
            name: string;
            description: string;
            anchors: {
                [key: string]: string;
            };
        };
        /**
         * CriterionSpec
         * @description One thing that the judge looks for. `anchors` say what earns which score: keys are numbers
         *     from 0 to 1.
         */
        CriterionSpec: {
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Anchors
             * @default {}
             */
            anchors: {
                [key: string]: string;
            };
        };
        DecisionImpact: {
            /** Format: double */
            kendall_tau_b: number | null;
            pairs_flipped: number;
            pairs_gained: number;
            pairs_lost: number;
            pair_changes: components["schemas"]["PairChange"][];
            rank_changes: components["schemas"]["RankChange"][];
        };
        /** DemoConnection */
        DemoConnection: {
            /** Name */
            name: string;
            /**
             * Credential Reference
             * @default null
             */
            credential_reference: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "demo";
            /** @default {} */
            settings: components["schemas"]["DemoSettings"];
        };
        /**
         * DemoSettings
         * @description Nothing to set: the answers ship with Bakeoff.
         */
        DemoSettings: Record<string, never>;
        Diagnostics: {
            /** Format: uuid */
            run: string;
            state: components["schemas"]["RunStateEnum"];
            /** Format: date-time */
            computed_at: string;
            readonly stages: {
                [key: string]: components["schemas"]["StageDiagnostics"];
            };
            failures: components["schemas"]["Failure"][];
            calls: components["schemas"]["Calls"][];
            breakers: components["schemas"]["Breaker"][];
            blocked_credentials: components["schemas"]["BlockedCredential"][];
            workers: components["schemas"]["Worker"][];
            spend: components["schemas"]["Spend"];
        };
        /**
         * @description * `up` - up
         *     * `down` - down
         * @enum {string}
         */
        DirectionEnum: "up" | "down";
        /**
         * @description * `timeout` - timeout
         *     * `connection_error` - connection_error
         *     * `rate_limited` - rate_limited
         *     * `quota_exhausted` - quota_exhausted
         *     * `auth_failed` - auth_failed
         *     * `permission_denied` - permission_denied
         *     * `content_filtered` - content_filtered
         *     * `context_length_exceeded` - context_length_exceeded
         *     * `model_not_found` - model_not_found
         *     * `invalid_request` - invalid_request
         *     * `payload_too_large` - payload_too_large
         *     * `provider_unavailable` - provider_unavailable
         *     * `no_provider` - no_provider
         *     * `invalid_response` - invalid_response
         *     * `empty_response` - empty_response
         *     * `response_too_large` - response_too_large
         *     * `config_error` - config_error
         *     * `policy_denied` - policy_denied
         *     * `credential_unavailable` - credential_unavailable
         *     * `budget_exhausted` - budget_exhausted
         *     * `deadline_exceeded` - deadline_exceeded
         *     * `interrupted` - interrupted
         *     * `cancelled` - cancelled
         *     * `internal_error` - internal_error
         *     * `verdict_invalid` - verdict_invalid
         *     * `verdict_out_of_range` - verdict_out_of_range
         *     * `artifact_missing` - artifact_missing
         * @enum {string}
         */
        ErrorCodeEnum: "timeout" | "connection_error" | "rate_limited" | "quota_exhausted" | "auth_failed" | "permission_denied" | "content_filtered" | "context_length_exceeded" | "model_not_found" | "invalid_request" | "payload_too_large" | "provider_unavailable" | "no_provider" | "invalid_response" | "empty_response" | "response_too_large" | "config_error" | "policy_denied" | "credential_unavailable" | "budget_exhausted" | "deadline_exceeded" | "interrupted" | "cancelled" | "internal_error" | "verdict_invalid" | "verdict_out_of_range" | "artifact_missing";
        ErrorsByJudge: {
            old: {
                [key: string]: number;
            };
            new: {
                [key: string]: number;
            };
        };
        /** @description Of a whole run; the sums are those of the models that have a price. */
        Estimate: {
            calls: number;
            /** @description USD, an exact decimal. Null: no known price. */
            readonly expected_usd: string | null;
            /** @description USD, an exact decimal. Null: no known price. */
            readonly worst_usd: string | null;
            /** @description Arms without a known price, evaluator. */
            unpriced: string[];
            models: components["schemas"]["ModelEstimate"][];
        };
        Evaluation: {
            state: components["schemas"]["WorkStateEnum"];
            /** Format: double */
            quality: number | null;
            /** Format: double */
            risk: number | null;
            /** Format: double */
            confidence: number | null;
            error_code: components["schemas"]["ErrorCodeEnum"] | components["schemas"]["NullEnum"];
        };
        /** EvaluationPart */
        EvaluationPart: {
            /** Quality */
            quality: number;
            /** Risk */
            risk: number;
            /** Confidence */
            confidence: number;
        };
        EvaluatorBoard: {
            metric: string;
            /** @description `fraction`, `ms` or `USD/task`. */
            unit: string;
            higher_is_better: boolean;
            /** @description About the board as a whole. */
            flags: components["schemas"]["Flag"][];
            entries: components["schemas"]["EvaluatorEntry"][];
        };
        /** @description One arm on one board, in the board's unit. Without data it stays listed, unranked, last. */
        EvaluatorEntry: {
            arm: string;
            /** Format: double */
            estimate: number | null;
            /** Format: double */
            std_error: number | null;
            /** @description Null: a lone task has none. */
            ci: components["schemas"]["Interval"] | null;
            n_tasks: number;
            n_attempts: number;
            n_scored: number;
            /**
             * Format: double
             * @description As how many independent attempts it counts.
             */
            n_eff: number | null;
            df: number | null;
            /** @description Null: no data, or too little. */
            rank: number | null;
            rank_interval: number[] | null;
            indistinguishable_from: string[];
            missing: components["schemas"]["Missing"];
            censoring: components["schemas"]["Censoring"];
            flags: components["schemas"]["Flag"][];
            /** Format: double */
            risk: number | null;
            confidence_calibration: components["schemas"]["ConfidenceCalibration"] | null;
        };
        EvaluatorProfile: {
            /** Format: uuid */
            readonly id: string;
            organization: string;
            readonly name: string;
            readonly version: number;
            readonly digest: string;
            provider: string;
            /** @description Null: it was deleted. */
            connection?: string | null;
            readonly model: string;
            readonly parameters: unknown;
            readonly structured_output: boolean;
            rubric: components["schemas"]["Rubric"];
            /** @description The rubric as the judge reads it, criteria included. */
            rubric_text: string;
            prompt_template: components["schemas"]["ProfileText"];
            readonly parser_version: string;
            readonly caveats: components["schemas"]["Caveat"][];
            /** Format: date-time */
            readonly created_at: string;
            links: components["schemas"]["ProfileLinks"];
        };
        /**
         * EvaluatorSpec
         * @description `structured_output`: whether the provider is given a JSON schema for its answer. Left out,
         *     it is for the models of which it is known that this works.
         */
        EvaluatorSpecRequest: {
            /** Name */
            name: string;
            provider: components["schemas"]["ProviderKind"];
            /** Connection */
            connection: string;
            /** Model */
            model: string;
            /**
             * Parameters
             * @default null
             */
            parameters: {
                [key: string]: unknown;
            } | null;
            /**
             * Structured Output
             * @default null
             */
            structured_output: boolean | null;
            rubric: components["schemas"]["RubricSpec"];
            prompt_template: components["schemas"]["VersionedTextSpec"];
        };
        Experiment: {
            /** Format: uuid */
            readonly id: string;
            organization: string;
            readonly name: string;
            task_set: components["schemas"]["TaskSet"];
            readonly repeats: number;
            readonly max_concurrency: number;
            readonly deadline_seconds: number | null;
            readonly attempt_timeout_seconds: number;
            /** @description USD, an exact decimal. */
            readonly budget_usd: string | null;
            /**
             * @description What becomes of a call that was cut off on this side and may have been billed.
             *
             *     * `retry` - Retry
             *     * `fail` - Fail
             */
            readonly on_interrupt: components["schemas"]["OnInterruptEnum"];
            /** @description Empty: the built-in one. Variables: prompt, files, answer_format. */
            readonly prompt_template: string;
            /** @description NAME or NAME:VERSION of an evaluator profile. */
            readonly evaluator: string;
            arms: components["schemas"]["Arm"][];
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            links: components["schemas"]["ExperimentLinks"];
        };
        /**
         * ExperimentBody
         * @description An experiment, as the section of a spec file, about tasks and evaluators that are stored.
         */
        ExperimentBodyRequest: {
            /** Name */
            name: string;
            /**
             * Repeats
             * @default 1
             */
            repeats: number;
            /**
             * Max Concurrency
             * @default 16
             */
            max_concurrency: number;
            /**
             * Deadline Seconds
             * @default null
             */
            deadline_seconds: number | null;
            /**
             * Attempt Timeout Seconds
             * @default 120
             */
            attempt_timeout_seconds: number;
            /**
             * Budget Usd
             * @default null
             */
            budget_usd: (number | string) | null;
            /**
             * @description What becomes of a call that was cut off on this side and may have been billed: retry makes it again, fail leaves that to a person.
             * @default retry
             */
            on_interrupt: components["schemas"]["OnInterrupt"];
            /**
             * Prompt Template
             * @default null
             */
            prompt_template: string | null;
            /** Arms */
            arms: components["schemas"]["ArmBody"][];
            /**
             * Task Set
             * Format: uuid
             */
            task_set: string;
            /**
             * Evaluator
             * @default null
             */
            evaluator: string | null;
        };
        ExperimentDetail: {
            /** Format: uuid */
            readonly id: string;
            organization: string;
            readonly name: string;
            task_set: components["schemas"]["TaskSet"];
            readonly repeats: number;
            readonly max_concurrency: number;
            readonly deadline_seconds: number | null;
            readonly attempt_timeout_seconds: number;
            /** @description USD, an exact decimal. */
            readonly budget_usd: string | null;
            /**
             * @description What becomes of a call that was cut off on this side and may have been billed.
             *
             *     * `retry` - Retry
             *     * `fail` - Fail
             */
            readonly on_interrupt: components["schemas"]["OnInterruptEnum"];
            /** @description Empty: the built-in one. Variables: prompt, files, answer_format. */
            readonly prompt_template: string;
            /** @description NAME or NAME:VERSION of an evaluator profile. */
            readonly evaluator: string;
            arms: components["schemas"]["Arm"][];
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            links: components["schemas"]["ExperimentLinks"];
            /** @description What stands in the way of a run: policy or connections may have changed since. */
            readonly problems: components["schemas"]["StandingProblem"][];
            /** @description Of what a run would cost. */
            readonly estimate: components["schemas"]["Estimate"];
        };
        ExperimentLinks: {
            /** Format: uri */
            readonly self: string;
            /** Format: uri */
            readonly runs: string;
        };
        Failure: {
            stage: string;
            /** @description Null: the stage calls none. */
            provider: string | null;
            error_code: string;
            n: number;
            /** @description Attempts. */
            examples: string[];
        };
        Family: {
            /** @description Null: the maker is not known. */
            judge: string | null;
            same: string[];
            unknown: string[];
        };
        Figure: {
            /** Format: double */
            estimate: number;
            /** Format: double */
            std_error: number | null;
            ci: components["schemas"]["Interval"] | null;
        };
        /**
         * @description * `stop` - stop
         *     * `length` - length
         *     * `tool_calls` - tool_calls
         *     * `content_filter` - content_filter
         *     * `refusal` - refusal
         *     * `error` - error
         *     * `unknown` - unknown
         * @enum {string}
         */
        FinishReasonEnum: "stop" | "length" | "tool_calls" | "content_filter" | "refusal" | "error" | "unknown";
        /** @description A caveat of what it stands beside. New codes are added within a version. */
        Flag: {
            code: string;
            severity: components["schemas"]["SeverityEnum"];
            /** Format: double */
            observed: number | null;
            /** Format: double */
            threshold: number | null;
            /** @description With quantile_ci_unbounded. */
            percentiles?: string[];
            /** @description With profile_unknown and self_agreement_unmeasured: old, new. */
            sides?: string[];
        };
        FlippedAttempt: {
            /** Format: uuid */
            attempt: string;
            arm: string;
            task: string;
            repeat: number;
            /** Format: double */
            old: number;
            /** Format: double */
            new: number;
            direction: components["schemas"]["DirectionEnum"];
            /**
             * Format: double
             * @description What its validation came to.
             */
            outcome: number | null;
        };
        Flips: {
            up: number;
            down: number;
            /** Format: double */
            mcnemar_p: number | null;
            attempts: components["schemas"]["FlippedAttempt"][];
        };
        Followed: {
            number: number;
            digest: string;
        };
        /**
         * @description * `unified` - unified
         *     * `search_replace` - search_replace
         *     * `whole_file` - whole_file
         *     * `none` - none
         * @enum {string}
         */
        FormatEnum: "unified" | "search_replace" | "whole_file" | "none";
        HumanLabel: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            readonly attempt: string;
            analyst?: string | null;
            readonly source: string;
            /** Format: double */
            readonly quality: number | null;
            readonly accept: boolean | null;
            /** Format: date-time */
            readonly created_at: string;
        };
        HumansTrust: {
            n: number;
            n_labels: number;
            /** @description Patches on which people are divided evenly. */
            n_split: number;
            /** @description Judge minus people. */
            quality: {
                [key: string]: unknown;
            } | null;
            accept: components["schemas"]["AcceptTrust"] | null;
        };
        /**
         * ImportBody
         * @description Results as they stand in the lines of a results.jsonl.
         */
        ImportBodyRequest: {
            /**
             * Experiment
             * @description Its name; created if missing.
             */
            experiment: string;
            /**
             * Judge
             * @description Who evaluated.
             * @default
             */
            judge: string;
            /** Results */
            results: {
                /** Arm */
                arm: string;
                /** Provider */
                provider: string;
                /** Model */
                model: string;
                /** Task */
                task: string;
                /** Repeat */
                repeat: number;
                /**
                 * State
                 * @enum {string}
                 */
                state: "succeeded" | "failed";
                /**
                 * Error Code
                 * @default null
                 */
                error_code: string | null;
                /**
                 * Output
                 * @default null
                 */
                output: string | null;
                /**
                 * Patch
                 * @default null
                 */
                patch: string | null;
                /** @default null */
                validation: components["schemas"]["ValidationPart"] | null;
                /**
                 * Latency Ms
                 * @default null
                 */
                latency_ms: number | null;
                /**
                 * Cost Usd
                 * @default null
                 */
                cost_usd: number | string | null;
                /** @default null */
                usage: components["schemas"]["UsagePart"] | null;
                /** @default null */
                evaluation: components["schemas"]["EvaluationPart"] | null;
            }[];
        };
        Interval: {
            /** Format: double */
            low: number | null;
            /** Format: double */
            high: number | null;
            /** Format: double */
            confidence_level: number;
            method: string;
        };
        /** @description All that a judge was made of. Of one whose scores were imported, only a name is known. */
        Judge: {
            name: string | null;
            version: number | null;
            digest: string | null;
            provider: string | null;
            model: string | null;
            parameters: {
                [key: string]: unknown;
            } | null;
            parser_version: string | null;
            rubric: components["schemas"]["ProfileTextSnapshot"] | null;
            prompt_template: components["schemas"]["ProfileTextSnapshot"] | null;
        };
        JudgeValidity: {
            /** @description Null: all passed, or all failed. */
            auc: components["schemas"]["Figure"] | null;
            brier: components["schemas"]["Figure"];
            /** Format: double */
            ece: number;
        };
        JudgedArm: {
            arm: string;
            n_tasks: number;
            n_paired: number;
            old: components["schemas"]["JudgedArmSide"];
            new: components["schemas"]["JudgedArmSide"];
        };
        JudgedArmSide: {
            rank: number | null;
            rank_interval: number[] | null;
            /** Format: double */
            estimate: number | null;
            /** @description Null: a lone task has none. */
            ci: components["schemas"]["Interval"] | null;
            /** Format: double */
            risk: number | null;
        };
        /** @description Which judge foretells the validations of the same patches better. */
        JudgesValidity: {
            n: number;
            n_tasks: number;
            n_passed: number;
            old: components["schemas"]["JudgeValidity"];
            new: components["schemas"]["JudgeValidity"];
            /** @description New - old. */
            brier_shift: components["schemas"]["Figure"];
        };
        JudgingCost: {
            n_known: number;
            n_unknown: number;
            /** Format: double */
            mean_usd: number | null;
            /** Format: double */
            p50_usd: number | null;
            /** @description Null: one is unknown. */
            total_usd: string | null;
        };
        /**
         * Label
         * @description `quality` 0…1, `accept` yes or no, or both.
         */
        Label: {
            /**
             * Attempt
             * Format: uuid
             */
            attempt: string;
            /**
             * Quality
             * @default null
             */
            quality: number | null;
            /**
             * Accept
             * @default null
             */
            accept: boolean | null;
        };
        /** LabelsBody */
        LabelsBodyRequest: {
            /**
             * Source
             * @default
             */
            source: string;
            /** Labels */
            labels: components["schemas"]["Label"][];
        };
        LatencyBoard: {
            metric: string;
            /** @description `fraction`, `ms` or `USD/task`. */
            unit: string;
            higher_is_better: boolean;
            /** @description About the board as a whole. */
            flags: components["schemas"]["Flag"][];
            entries: components["schemas"]["LatencyEntry"][];
        };
        /** @description One arm on one board, in the board's unit. Without data it stays listed, unranked, last. */
        LatencyEntry: {
            arm: string;
            /** Format: double */
            estimate: number | null;
            /** Format: double */
            std_error: number | null;
            /** @description Null: a lone task has none. */
            ci: components["schemas"]["Interval"] | null;
            n_tasks: number;
            n_attempts: number;
            n_scored: number;
            /**
             * Format: double
             * @description As how many independent attempts it counts.
             */
            n_eff: number | null;
            df: number | null;
            /** @description Null: no data, or too little. */
            rank: number | null;
            rank_interval: number[] | null;
            indistinguishable_from: string[];
            missing: components["schemas"]["Missing"];
            censoring: components["schemas"]["Censoring"];
            flags: components["schemas"]["Flag"][];
            p50_ms: components["schemas"]["Quantile"];
            p90_ms: components["schemas"]["Quantile"];
            p99_ms: components["schemas"]["Quantile"];
            /** Format: double */
            timeout_rate: number | null;
        };
        Leaderboards: {
            quality: components["schemas"]["QualityBoard"];
            latency: components["schemas"]["LatencyBoard"];
            cost: components["schemas"]["CostBoard"];
            evaluator: components["schemas"]["EvaluatorBoard"];
        };
        Limits: {
            /** Format: double */
            low: number | null;
            /** Format: double */
            high: number | null;
        };
        /** @description Attempts without a value of their own, by reason, and what that could change. */
        Missing: {
            model_error: number;
            timeout: number;
            infra_error: number;
            unscored: number;
            /** @description `count_as_failure`, `censor_timeouts` or `leave_out`. */
            policy: string;
            /**
             * Format: double
             * @description The estimate without failures of infrastructure.
             */
            score_completed_only: number | null;
            /** @description The estimate if all that is missing were 0, and if it were 1. */
            missing_bounds: number[] | null;
        };
        ModelEstimate: {
            /** @description Null: the evaluator. */
            arm: string | null;
            calls: number;
            /** @description USD, an exact decimal. Null: no known price. */
            readonly expected_usd: string | null;
            /** @description USD, an exact decimal. Null: no known price. */
            readonly worst_usd: string | null;
        };
        Noise: {
            /** Format: double */
            quality: number;
            /** Format: double */
            risk: number;
            /** Format: double */
            confidence: number;
        };
        NullEnum: null;
        /**
         * OnInterrupt
         * @description What becomes of a provider call whose worker was lost or had to stop before its answer was
         *     stored: it may have been billed. `retry` makes it again; `fail` leaves that to a person.
         * @enum {string}
         */
        OnInterrupt: "retry" | "fail";
        /**
         * @description * `retry` - Retry
         *     * `fail` - Fail
         * @enum {string}
         */
        OnInterruptEnum: "retry" | "fail";
        /** OpenAICompatibleConnection */
        OpenAICompatibleConnection: {
            /** Name */
            name: string;
            /**
             * Credential Reference
             * @default null
             */
            credential_reference: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "openai_compatible";
            settings: components["schemas"]["OpenAICompatibleSettings"];
        };
        /**
         * OpenAICompatibleSettings
         * @description `base_url` is what precedes /chat/completions.
         */
        OpenAICompatibleSettings: {
            /** Base Url */
            base_url: string;
        };
        /** OpenAIConnection */
        OpenAIConnection: {
            /** Name */
            name: string;
            /**
             * Credential Reference
             * @default null
             */
            credential_reference: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "openai";
            /**
             * @default {
             *       "base_url": "https://api.openai.com/v1",
             *       "organization": null,
             *       "project": null,
             *       "api": "chat"
             *     }
             */
            settings: components["schemas"]["OpenAISettings"];
        };
        /**
         * OpenAISettings
         * @description `base_url` is what precedes /chat/completions and /responses.
         */
        OpenAISettings: {
            /**
             * Base Url
             * @default https://api.openai.com/v1
             */
            base_url: string;
            /**
             * Organization
             * @default null
             */
            organization: string | null;
            /**
             * Project
             * @default null
             */
            project: string | null;
            /**
             * Api
             * @default chat
             */
            api: components["schemas"]["OpenAISettingsApiEnum"];
        };
        /** @enum {string} */
        OpenAISettingsApiEnum: "chat" | "responses";
        /** OpenRouterConnection */
        OpenRouterConnection: {
            /** Name */
            name: string;
            /**
             * Credential Reference
             * @default null
             */
            credential_reference: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            provider: "openrouter";
            /**
             * @default {
             *       "base_url": "https://openrouter.ai/api/v1",
             *       "referer": null,
             *       "title": null,
             *       "routing": null
             *     }
             */
            settings: components["schemas"]["OpenRouterSettings"];
        };
        /**
         * OpenRouterSettings
         * @description `routing` is sent as the body's `provider` object; `referer` and `title` name the caller.
         */
        OpenRouterSettings: {
            /**
             * Base Url
             * @default https://openrouter.ai/api/v1
             */
            base_url: string;
            /**
             * Referer
             * @default null
             */
            referer: string | null;
            /**
             * Title
             * @default null
             */
            title: string | null;
            /**
             * Routing
             * @default null
             */
            routing: {
                [key: string]: unknown;
            } | null;
        };
        /** @description The digest of the run's own judgements. */
        Originals: {
            digest_before: string;
            digest_after: string;
            unchanged: boolean;
        };
        PaginatedAttemptList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Attempt"][];
        };
        PaginatedConnectionList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Connection"][];
        };
        PaginatedEvaluatorProfileList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["EvaluatorProfile"][];
        };
        PaginatedExperimentList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Experiment"][];
        };
        PaginatedHumanLabelList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["HumanLabel"][];
        };
        PaginatedReplayList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Replay"][];
        };
        PaginatedRevisionList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Revision"][];
        };
        PaginatedRunList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Run"][];
        };
        PaginatedStoredTaskSetList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["StoredTaskSet"][];
        };
        PaginatedTaskList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Task"][];
        };
        /** @description `a` and `b` by key, wins those of `a`, the margin a - b in the board's unit. */
        Pair: {
            a: string;
            b: string;
            /** @description With data of both. */
            n_tasks: number;
            wins: number;
            ties: number;
            losses: number;
            /**
             * Format: double
             * @description A tie is half a win.
             */
            win_rate: number | null;
            /** Format: double */
            margin: number | null;
            /** Format: double */
            std_error: number | null;
            /** @description Null: a lone task has none. */
            ci: components["schemas"]["Interval"] | null;
            /** Format: double */
            p_value: number | null;
            /**
             * Format: double
             * @description Corrected for all pairs of the board.
             */
            p_adjusted: number | null;
            /** @description `holm`. */
            correction: string;
            family_size: number;
            /** @description `exact_sign_flip`, `sign_flip`, `paired_t` or `paired_t_log`. */
            test: string | null;
            winner: string | null;
            loser: string | null;
            verdict: components["schemas"]["VerdictEnum"];
            /**
             * Format: double
             * @description The smallest margin that is found with a power of 80%.
             */
            mde_80: number | null;
            tasks_only_a: string[];
            tasks_only_b: string[];
            /**
             * Format: double
             * @description Share of the tasks given to either that has data of both.
             */
            coverage: number | null;
            flags: components["schemas"]["Flag"][];
        };
        /** @description Null where the run has no such board's pair. */
        PairByBoard: {
            quality: components["schemas"]["Pair"] | null;
            latency: components["schemas"]["RatioPair"] | null;
            cost: components["schemas"]["RatioPair"] | null;
            evaluator: components["schemas"]["Pair"] | null;
        };
        PairChange: {
            a: string;
            b: string;
            old: components["schemas"]["PairVerdict"];
            new: components["schemas"]["PairVerdict"];
        };
        PairVerdict: {
            verdict: components["schemas"]["VerdictEnum"];
            /** Format: double */
            margin: number | null;
            /** Format: double */
            p_adjusted: number | null;
        };
        /** @description Every pair of arms on each board. */
        Pairs: {
            quality: components["schemas"]["Pair"][];
            latency: components["schemas"]["RatioPair"][];
            cost: components["schemas"]["RatioPair"][];
            evaluator: components["schemas"]["Pair"][];
        };
        /** @description Two arms on each board, `a` being the one whose key sorts first. */
        Pairwise: {
            /** Format: uuid */
            run: string;
            a: string;
            b: string;
            pairwise: components["schemas"]["PairByBoard"];
            tasks: components["schemas"]["TasksByBoard"];
        };
        /**
         * AllowlistPatch
         * @description Any of the fields of an entry: what is absent stays as it is; null lifts a limit.
         */
        PatchedAllowlistPatchRequest: {
            /** Enabled */
            enabled?: boolean;
            /** Allowed Models */
            allowed_models?: string[];
            /** Max Concurrency */
            max_concurrency?: number | null;
            /** Requests Per Minute */
            requests_per_minute?: number | null;
            /** Monthly Budget Usd */
            monthly_budget_usd?: number | string | null;
        };
        /**
         * ConnectionPatch
         * @description Any of the fields; `settings`, as a whole, are those of the provider.
         */
        PatchedConnectionPatchRequest: {
            /** Name */
            name?: string;
            /** Credential Reference */
            credential_reference?: string | null;
            provider?: components["schemas"]["ProviderKind"];
            /** Settings */
            settings?: components["schemas"]["OpenAISettings"] | components["schemas"]["AzureOpenAISettings"] | components["schemas"]["OpenRouterSettings"] | components["schemas"]["AnthropicSettings"] | components["schemas"]["OpenAICompatibleSettings"] | components["schemas"]["DemoSettings"];
        };
        /**
         * ExperimentPatch
         * @description Any of the fields of an experiment. For the description of the API alone.
         */
        PatchedExperimentPatchRequest: {
            /** Name */
            name?: string;
            /** Repeats */
            repeats?: number;
            /** Max Concurrency */
            max_concurrency?: number;
            /** Deadline Seconds */
            deadline_seconds?: number | null;
            /** Attempt Timeout Seconds */
            attempt_timeout_seconds?: number;
            /** Budget Usd */
            budget_usd?: (number | string) | null;
            /** @description What becomes of a call that was cut off on this side and may have been billed: retry makes it again, fail leaves that to a person. */
            on_interrupt?: components["schemas"]["OnInterrupt"];
            /** Prompt Template */
            prompt_template?: string | null;
            /** Arms */
            arms?: components["schemas"]["ArmBody"][];
            /**
             * Task Set
             * Format: uuid
             */
            task_set?: string;
            /** Evaluator */
            evaluator?: string | null;
        };
        Percentiles: {
            /** Format: double */
            p50: number | null;
            /** Format: double */
            p90: number | null;
            /** Format: double */
            p99: number | null;
        };
        PostedResult: {
            source: string;
            status: components["schemas"]["ValidationStatusEnum"];
            /** Format: double */
            score: number | null;
            details: string | null;
            url: string | null;
            /** Format: date-time */
            posted_at: string;
        };
        /** @description A result from outside. */
        PostedValidation: {
            readonly source: string;
            status: components["schemas"]["ValidationStatusEnum"];
            /** Format: double */
            score: number | null;
            readonly details: string | null;
            readonly url: string | null;
            /** Format: date-time */
            posted_at: string;
        };
        /**
         * PostedValidation
         * @description What a program outside found out about an attempt.
         */
        PostedValidationRequest: {
            /**
             * Source
             * @description Who found it out, such as `ci`: one result from each for an attempt.
             */
            source: string;
            status: components["schemas"]["ValidationStatus"];
            /**
             * Score
             * @default null
             */
            score: number | null;
            /**
             * Details
             * @default null
             */
            details: string | null;
            /**
             * Url
             * @default null
             */
            url: string | null;
        };
        /** @description A problem of RFC 9457. `code` is for programs, `detail` for people. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description The path that was asked for. */
            instance: string;
            code: string;
            errors: components["schemas"]["ProblemError"][];
            /** @description The same as the header X-Request-ID. */
            request_id: string;
        };
        ProblemError: {
            /** @description The field or parameter. */
            attr?: string | null;
            /** @description The arm; null for the evaluator. */
            arm?: string | null;
            code: string;
            detail: string;
        };
        ProfileLinks: {
            /** Format: uri */
            readonly self: string;
        };
        ProfileText: {
            version: string;
            text: string;
        };
        ProfileTextSnapshot: {
            version: string;
            digest: string;
            text: string;
        };
        /** @description One provider as the organisation's allowlist has it; without an entry it is denied. */
        Provider: {
            provider: components["schemas"]["ProviderKindEnum"];
            name: string;
            /** @description Its figures are made up. */
            simulated: boolean;
            /**
             * @description Whether its connections take a credential.
             *
             *     * `required` - required
             *     * `optional` - optional
             *     * `none` - none
             */
            credential: components["schemas"]["CredentialEnum"];
            enabled: boolean;
            /** @description Patterns: ["*"] allows every model, [] none. */
            allowed_models: string[];
            max_concurrency: number | null;
            requests_per_minute: number | null;
            /** @description An exact decimal, such as 12.5. */
            monthly_budget_usd: string | null;
            /**
             * Format: date-time
             * @description Null: there is no entry.
             */
            updated_at: string | null;
        };
        /**
         * ProviderKind
         * @enum {string}
         */
        ProviderKind: "openai" | "azure_openai" | "openrouter" | "anthropic" | "openai_compatible" | "demo";
        /**
         * @description * `openai` - OpenAI
         *     * `azure_openai` - Azure OpenAI
         *     * `openrouter` - OpenRouter
         *     * `anthropic` - Anthropic
         *     * `openai_compatible` - OpenAI-compatible server
         *     * `demo` - Demo (recorded, simulated)
         * @enum {string}
         */
        ProviderKindEnum: "openai" | "azure_openai" | "openrouter" | "anthropic" | "openai_compatible" | "demo";
        /** @description All providers that there are, on one page. */
        ProviderList: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Provider"][];
        };
        QualityBoard: {
            metric: string;
            /** @description `fraction`, `ms` or `USD/task`. */
            unit: string;
            higher_is_better: boolean;
            /** @description About the board as a whole. */
            flags: components["schemas"]["Flag"][];
            entries: components["schemas"]["QualityEntry"][];
        };
        /** @description One arm on one board, in the board's unit. Without data it stays listed, unranked, last. */
        QualityEntry: {
            arm: string;
            /** Format: double */
            estimate: number | null;
            /** Format: double */
            std_error: number | null;
            /** @description Null: a lone task has none. */
            ci: components["schemas"]["Interval"] | null;
            n_tasks: number;
            n_attempts: number;
            n_scored: number;
            /**
             * Format: double
             * @description As how many independent attempts it counts.
             */
            n_eff: number | null;
            df: number | null;
            /** @description Null: no data, or too little. */
            rank: number | null;
            rank_interval: number[] | null;
            indistinguishable_from: string[];
            missing: components["schemas"]["Missing"];
            censoring: components["schemas"]["Censoring"];
            flags: components["schemas"]["Flag"][];
            /** Format: double */
            pass_at_k: number | null;
            /** Format: double */
            all_k_pass: number | null;
        };
        /** @description `lower_bound` stands in for an estimate that lies among the attempts that were cut off. */
        Quantile: {
            /** Format: double */
            estimate: number | null;
            /** Format: double */
            low: number | null;
            /** Format: double */
            high: number | null;
            /** Format: double */
            lower_bound: number | null;
        };
        RankChange: {
            arm: string;
            old: components["schemas"]["Standing"];
            new: components["schemas"]["Standing"];
        };
        RateLimits: {
            /** @description That the provider's rate limit refused. */
            calls: number;
            /** @description Rows that wait for it now. */
            waiting: number;
            /**
             * Format: double
             * @description Waited until the next call, summed over calls.
             */
            seconds: number;
        };
        /** @description The geometric mean of a / b over tasks. */
        Ratio: {
            /** Format: double */
            estimate: number | null;
            ci: components["schemas"]["Interval"] | null;
        };
        /** @description On latency and cost. */
        RatioPair: {
            a: string;
            b: string;
            /** @description With data of both. */
            n_tasks: number;
            wins: number;
            ties: number;
            losses: number;
            /**
             * Format: double
             * @description A tie is half a win.
             */
            win_rate: number | null;
            /** Format: double */
            margin: number | null;
            /** Format: double */
            std_error: number | null;
            /** @description Null: a lone task has none. */
            ci: components["schemas"]["Interval"] | null;
            /** Format: double */
            p_value: number | null;
            /**
             * Format: double
             * @description Corrected for all pairs of the board.
             */
            p_adjusted: number | null;
            /** @description `holm`. */
            correction: string;
            family_size: number;
            /** @description `exact_sign_flip`, `sign_flip`, `paired_t` or `paired_t_log`. */
            test: string | null;
            winner: string | null;
            loser: string | null;
            verdict: components["schemas"]["VerdictEnum"];
            /**
             * Format: double
             * @description The smallest margin that is found with a power of 80%.
             */
            mde_80: number | null;
            tasks_only_a: string[];
            tasks_only_b: string[];
            /**
             * Format: double
             * @description Share of the tasks given to either that has data of both.
             */
            coverage: number | null;
            flags: components["schemas"]["Flag"][];
            /** @description Null where a value is 0. */
            ratio: components["schemas"]["Ratio"] | null;
        };
        /** @description What an import would store. */
        Rehearsal: {
            /** @description Their keys. */
            arms: string[];
            readonly n_tasks: number;
            /** @description The largest of any line. */
            repeats: number;
            attempts: number;
            succeeded: number;
            artifacts: number;
            validations: number;
            evaluations: number;
        };
        Repeated: {
            /** Format: double */
            sd: number;
            /** Format: double */
            mean_difference: number;
            /** Format: double */
            exact_agreement: number;
            /** Format: double */
            krippendorff_alpha: number | null;
        };
        Repeats: {
            least: number;
            most: number;
        };
        /** @description A run that is judged again. Its state goes from running to completed or cancelled. */
        Replay: {
            /** Format: uuid */
            id: string;
            organization: string;
            /** Format: uuid */
            run: string;
            /** @description Null: the scores were imported. */
            profile?: components["schemas"]["ReplayProfile"] | null;
            state: components["schemas"]["RunStateEnum"];
            reason: string;
            created_by?: string | null;
            /** @description How many patches are judged. */
            n_attempts: number;
            attempt_set_digest: string;
            /** @description USD, an exact decimal. */
            readonly budget_usd: string | null;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            cancel_requested_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            links: components["schemas"]["ReplayLinks"];
        };
        /**
         * ReplayBody
         * @description Under which profile a run is to be judged again, and why.
         */
        ReplayBodyRequest: {
            /**
             * Profile
             * @description NAME or NAME:VERSION
             */
            profile: string;
            /**
             * Version
             * @description Default: the latest.
             * @default null
             */
            version: number | null;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Dry Run
             * @description Say what it would cost, and start nothing.
             * @default false
             */
            dry_run: boolean;
        };
        /** @description A run that is judged again. Its state goes from running to completed or cancelled. */
        ReplayDetail: {
            /** Format: uuid */
            id: string;
            organization: string;
            /** Format: uuid */
            run: string;
            /** @description Null: the scores were imported. */
            profile?: components["schemas"]["ReplayProfile"] | null;
            state: components["schemas"]["RunStateEnum"];
            reason: string;
            created_by?: string | null;
            /** @description How many patches are judged. */
            n_attempts: number;
            attempt_set_digest: string;
            /** @description USD, an exact decimal. */
            readonly budget_usd: string | null;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            cancel_requested_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            links: components["schemas"]["ReplayLinks"];
            /** @description Judgements by state. */
            readonly progress: components["schemas"]["StageCounts"];
            /** @description Once it has ended: the sealed comparison of schema 1.0, with its seal. */
            readonly comparison: components["schemas"]["Comparison"] | null;
        };
        ReplayLinks: {
            /** Format: uri */
            readonly self: string;
            /** Format: uri */
            readonly cancel: string;
            /** Format: uri */
            readonly retry_errors: string;
            /** Format: uri */
            readonly run: string;
        };
        /** @description What a replay would be: nothing was started. */
        ReplayPlan: {
            profile: components["schemas"]["ReplayProfile"];
            n_attempts: number;
            estimate: components["schemas"]["Estimate"];
            /** @description What stands in its way. */
            readonly problems: components["schemas"]["StandingProblem"][];
        };
        ReplayProfile: {
            name: string;
            version: number;
            digest: string;
            model: string;
        };
        /** @description A summary that was published. It never changes. */
        Revision: {
            revision: number;
            input_digest: string;
            /** Format: date-time */
            computed_at: string;
            /**
             * Format: uri
             * @description Where it is read.
             */
            readonly summary: string;
        };
        /** @description As its author wrote it: one without criteria comes back without them. */
        Rubric: {
            version: string;
            readonly text: string;
            criteria?: components["schemas"]["Criterion"][];
        };
        /**
         * RubricSpec
         * @description A text, criteria, or a text and then criteria: the judge reads them as one text.
         */
        RubricSpec: {
            /** Version */
            version: string;
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Criteria
             * @default []
             */
            criteria: components["schemas"]["CriterionSpec"][];
        };
        Run: {
            /** Format: uuid */
            readonly id: string;
            organization: string;
            experiment: string;
            state: components["schemas"]["RunStateEnum"];
            readonly imported: boolean;
            task_set: components["schemas"]["TaskSet"];
            readonly repeats: number;
            readonly max_concurrency: number;
            readonly attempt_timeout_seconds: number;
            readonly on_interrupt: components["schemas"]["OnInterruptEnum"];
            readonly config_digest: string;
            /** Format: date-time */
            readonly started_at: string;
            /** Format: date-time */
            readonly deadline_at: string | null;
            /** Format: date-time */
            readonly cancel_requested_at: string | null;
            /** Format: date-time */
            readonly paused_at: string | null;
            /** Format: date-time */
            readonly finished_at: string | null;
            /** @description USD, an exact decimal. */
            readonly budget_usd: string | null;
            /** @description USD, an exact decimal. Null without a budget. */
            readonly spent_usd: string | null;
            /** @description USD, an exact decimal. The most that calls in flight may cost. Null without a budget. */
            readonly reserved_usd: string | null;
            links: components["schemas"]["RunLinks"];
        };
        RunDetail: {
            /** Format: uuid */
            readonly id: string;
            organization: string;
            experiment: string;
            state: components["schemas"]["RunStateEnum"];
            readonly imported: boolean;
            task_set: components["schemas"]["TaskSet"];
            readonly repeats: number;
            readonly max_concurrency: number;
            readonly attempt_timeout_seconds: number;
            readonly on_interrupt: components["schemas"]["OnInterruptEnum"];
            readonly config_digest: string;
            /** Format: date-time */
            readonly started_at: string;
            /** Format: date-time */
            readonly deadline_at: string | null;
            /** Format: date-time */
            readonly cancel_requested_at: string | null;
            /** Format: date-time */
            readonly paused_at: string | null;
            /** Format: date-time */
            readonly finished_at: string | null;
            /** @description USD, an exact decimal. */
            readonly budget_usd: string | null;
            /** @description USD, an exact decimal. Null without a budget. */
            readonly spent_usd: string | null;
            /** @description USD, an exact decimal. The most that calls in flight may cost. Null without a budget. */
            readonly reserved_usd: string | null;
            links: components["schemas"]["RunLinks"];
            /** @description Connections that are not called any more: their credential was refused. */
            blocked: components["schemas"]["Blocked"][];
            /** @description By stage: attempts, validation, … */
            progress: {
                [key: string]: components["schemas"]["StageCounts"];
            };
        };
        /** @description Everything below a run. The names are those of the API's version as a whole. */
        RunLinks: {
            /** Format: uri */
            readonly experiment: string;
            /** Format: uri */
            readonly self: string;
            /** Format: uri */
            readonly cancel: string;
            /** Format: uri */
            readonly pause: string;
            /** Format: uri */
            readonly resume: string;
            /** Format: uri */
            readonly retry_errors: string;
            /** Format: uri */
            readonly summary: string;
            /** Format: uri */
            readonly pairwise: string;
            /** Format: uri */
            readonly attempts: string;
            /** Format: uri */
            readonly export: string;
            /** Format: uri */
            readonly replays: string;
            /** Format: uri */
            readonly diagnostics: string;
        };
        /**
         * @description * `running` - Running
         *     * `completed` - Completed
         *     * `cancelled` - Cancelled
         * @enum {string}
         */
        RunStateEnum: "running" | "completed" | "cancelled";
        /** @description Its place in the organisation's chain of comparisons. */
        Seal: {
            number: number;
            previous_digest: string | null;
            digest: string;
        };
        SelfAgreement: {
            n_artifacts: number;
            n_judgements: number;
            k: components["schemas"]["Repeats"];
            quality: components["schemas"]["Repeated"];
            risk: components["schemas"]["Repeated"];
            confidence: components["schemas"]["Repeated"];
        };
        /** @description Null where nothing was judged twice. */
        SelfAgreements: {
            old: components["schemas"]["SelfAgreement"] | null;
            new: components["schemas"]["SelfAgreement"] | null;
            noise_sd: components["schemas"]["Noise"] | null;
        };
        /**
         * @description * `info` - info
         *     * `warn` - warn
         * @enum {string}
         */
        SeverityEnum: "info" | "warn";
        Spend: {
            /** Format: decimal */
            known_usd: string;
            /** @description Calls that may have been billed, at what is not known. */
            of_unknown_cost: number;
            /** Format: decimal */
            budget_usd: string | null;
            /**
             * Format: decimal
             * @description Against the budget; the worst case stands for what is not known.
             */
            counted_usd: string;
            /**
             * Format: decimal
             * @description The worst case of calls in flight.
             */
            held_usd: string;
            by_provider: {
                [key: string]: string;
            };
        };
        /** @description How many rows of a stage are in each state. */
        StageCounts: {
            pending: number;
            running: number;
            succeeded: number;
            failed: number;
            cancelled: number;
        };
        StageDiagnostics: {
            n: number;
            pending: number;
            running: number;
            succeeded: number;
            failed: number;
            cancelled: number;
            /** @description Of those pending, not put off: they wait for room. */
            due: number;
            /**
             * Format: double
             * @description Since when the oldest of these is due. Null: there is none.
             */
            queue_age_seconds: number | null;
            /** @description Claims whose worker was lost. */
            interruptions: number;
            calls: number;
            /** @description Calls that follow one that failed. */
            retries: number;
            /** @description Their answer was lost; they may have been billed. */
            ambiguous_calls: number;
            /** @description Answered after their lease: costed, not used. */
            superseded_calls: number;
            rate_limits: components["schemas"]["RateLimits"];
            latency_ms: components["schemas"]["Percentiles"];
        };
        StageFigures: {
            n: number;
            failed: number;
            by_error_code: {
                [key: string]: number;
            };
            retries: number;
            latency_ms: components["schemas"]["StageLatency"];
        };
        StageLatency: {
            /** Format: double */
            p50: number | null;
            /** Format: double */
            p90: number | null;
            /** Format: double */
            p99: number | null;
        };
        Stages: {
            attempts: components["schemas"]["StageFigures"];
            validation: components["schemas"]["StageFigures"];
            evaluation: components["schemas"]["StageFigures"];
        };
        Standing: {
            rank: number | null;
            rank_interval: number[] | null;
        };
        StandingProblem: {
            /** @description Null: the evaluator. */
            arm: string | null;
            code: string;
            detail: string;
        };
        StoredLabels: {
            /** @description How many were new. */
            stored: number;
        };
        /**
         * StoredSettings
         * @description The settings of one kind of provider.
         */
        StoredSettings: components["schemas"]["OpenAISettings"] | components["schemas"]["AzureOpenAISettings"] | components["schemas"]["OpenRouterSettings"] | components["schemas"]["AnthropicSettings"] | components["schemas"]["OpenAICompatibleSettings"] | components["schemas"]["DemoSettings"];
        StoredTaskSet: {
            /** Format: uuid */
            readonly id: string;
            organization: string;
            readonly name: string;
            readonly version: number;
            readonly digest: string;
            readonly n_tasks: number;
            readonly keys_only: boolean;
            /** Format: date-time */
            readonly created_at: string;
            links: components["schemas"]["TaskSetLinks"];
        };
        /** @description The published summary, schema 1.0: four boards, every pair, no composite. */
        Summary: {
            /** @description `1.` and what was added since. */
            schema_version: string;
            run: components["schemas"]["SummaryRun"];
            arms: components["schemas"]["SummaryArm"][];
            attempts: components["schemas"]["AttemptCounts"];
            leaderboards: components["schemas"]["Leaderboards"];
            pairwise: components["schemas"]["Pairs"];
            stages: components["schemas"]["Stages"];
            /** @description About the run as a whole. */
            flags: components["schemas"]["Flag"][];
            methods: components["schemas"]["SummaryMethods"];
            /** @description Of everything random; it comes from the digest. */
            seed: number;
            input_digest: string;
            /** Format: date-time */
            computed_at: string;
        };
        SummaryArm: {
            key: string;
            provider: string;
            model: string;
        };
        SummaryMethods: {
            /** @description Goes up when the same rows would give other figures. */
            statistics: string;
            prices: string;
        };
        SummaryRun: {
            /** Format: uuid */
            id: string;
            organization: string;
            experiment: string;
            state: components["schemas"]["RunStateEnum"];
            imported: boolean;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            repeats: number;
            task_set: components["schemas"]["SummaryTaskSet"];
            evaluator_profile: components["schemas"]["VersionedName"] | null;
            /** @description Who evaluated imported results, if that was said. */
            judge: string | null;
        };
        SummaryTaskSet: {
            name: string;
            version: number;
            digest: string;
            n_tasks: number;
        };
        Task: {
            readonly key: string;
            readonly prompt: string;
            /** @description Text by path. */
            files: {
                [key: string]: string;
            };
            reference_patch: string | null;
            validation: {
                [key: string]: unknown;
            }[];
            answer: {
                [key: string]: unknown;
            };
            metadata: {
                [key: string]: unknown;
            };
        };
        TaskOutcome: {
            task: string;
            /** Format: double */
            value_a: number | null;
            /** Format: double */
            value_b: number | null;
            /** Format: double */
            difference: number | null;
            outcome: components["schemas"]["TaskOutcomeOutcomeEnum"];
        };
        /**
         * @description * `a_better` - a_better
         *     * `tie` - tie
         *     * `b_better` - b_better
         * @enum {string}
         */
        TaskOutcomeOutcomeEnum: "a_better" | "tie" | "b_better";
        TaskSet: {
            /** Format: uuid */
            readonly id: string;
            readonly name: string;
            readonly version: number;
            readonly digest: string;
            readonly n_tasks: number;
        };
        /**
         * TaskSetBody
         * @description A task set with its tasks, as they stand in the lines of a tasks.jsonl.
         */
        TaskSetBodyRequest: {
            /** Name */
            name: string;
            /** Tasks */
            tasks: {
                /** Key */
                key: string;
                /** Prompt */
                prompt: string;
                /**
                 * Files
                 * @default {}
                 */
                files: {
                    [key: string]: string;
                };
                /**
                 * Reference Patch
                 * @default null
                 */
                reference_patch: string | null;
                /**
                 * Validation
                 * @default null
                 */
                validation: unknown;
                /**
                 * Answer
                 * @default null
                 */
                answer: {
                    [key: string]: unknown;
                } | null;
                /**
                 * Metadata
                 * @default {}
                 */
                metadata: {
                    [key: string]: unknown;
                };
            }[];
        };
        TaskSetLinks: {
            /** Format: uri */
            readonly self: string;
            /** Format: uri */
            readonly tasks: string;
        };
        TasksByBoard: {
            quality: components["schemas"]["TaskOutcome"][];
            latency: components["schemas"]["TaskOutcome"][];
            cost: components["schemas"]["TaskOutcome"][];
            evaluator: components["schemas"]["TaskOutcome"][];
        };
        /** @description What was not measured is null; `remedies` then says how it could be. */
        Trust: {
            profile: components["schemas"]["TrustProfile"];
            judgements: components["schemas"]["Coverage"];
            cost: components["schemas"]["JudgingCost"];
            family: components["schemas"]["Family"];
            validation: components["schemas"]["ValidationTrust"] | null;
            humans: components["schemas"]["HumansTrust"] | null;
            repeatability: {
                [key: string]: unknown;
            } | null;
            canaries: components["schemas"]["CanariesTrust"] | null;
            remedies: {
                [key: string]: string;
            };
            caveats: {
                [key: string]: string;
            }[];
        };
        TrustProfile: {
            name: string;
            version: number;
            digest: string;
            model: string;
        };
        Usage: {
            input_tokens: number | null;
            cached_input_tokens: number | null;
            output_tokens: number | null;
            reasoning_tokens: number | null;
            valid: boolean;
        };
        /** UsagePart */
        UsagePart: {
            /**
             * Input Tokens
             * @default null
             */
            input_tokens: number | null;
            /**
             * Cached Input Tokens
             * @default null
             */
            cached_input_tokens: number | null;
            /**
             * Output Tokens
             * @default null
             */
            output_tokens: number | null;
            /**
             * Reasoning Tokens
             * @default null
             */
            reasoning_tokens: number | null;
            /**
             * Valid
             * @default true
             */
            valid: boolean;
        };
        UsdPerSolved: {
            /** Format: double */
            estimate: number;
            /** Format: double */
            std_error: number | null;
        };
        /** @description The one that counts; `source` says whose it is. */
        Validation: {
            status: components["schemas"]["ValidationStatusEnum"];
            /** Format: double */
            score: number | null;
            /** @description `engine`, or who posted it. */
            source: string;
            checks: components["schemas"]["Check"][];
            /** @description All that came from outside. */
            posted: components["schemas"]["PostedResult"][];
        };
        /** ValidationPart */
        ValidationPart: {
            status: components["schemas"]["ValidationStatus"];
            /**
             * Score
             * @default null
             */
            score: number | null;
        };
        /**
         * ValidationStatus
         * @enum {string}
         */
        ValidationStatus: "passed" | "failed" | "error" | "not_run";
        /**
         * @description * `passed` - Passed
         *     * `failed` - Failed
         *     * `error` - Error
         *     * `not_run` - Not run
         * @enum {string}
         */
        ValidationStatusEnum: "passed" | "failed" | "error" | "not_run";
        /** @description Quality scores against a yes or no. */
        ValidationTrust: {
            n: number;
            n_tasks: number;
            n_passed: number;
            /** @description Null: all passed, or all failed. */
            auc: components["schemas"]["Figure"] | null;
            brier: components["schemas"]["Figure"];
            calibration: components["schemas"]["CalibrationTable"];
            /** @description brier, ece and n of the judge's own confidence. */
            confidence: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * @description * `a_better` - a_better
         *     * `b_better` - b_better
         *     * `indistinguishable` - indistinguishable
         *     * `no_data` - no_data
         * @enum {string}
         */
        VerdictEnum: "a_better" | "b_better" | "indistinguishable" | "no_data";
        VersionedName: {
            name: string;
            version: number;
            digest: string;
        };
        /** VersionedTextSpec */
        VersionedTextSpec: {
            /** Version */
            version: string;
            /** Text */
            text: string;
        };
        /**
         * @description * `pending` - Pending
         *     * `running` - Running
         *     * `succeeded` - Succeeded
         *     * `failed` - Failed
         *     * `cancelled` - Cancelled
         * @enum {string}
         */
        WorkStateEnum: "pending" | "running" | "succeeded" | "failed" | "cancelled";
        Worker: {
            stage: string;
            host: string;
            pid: number;
            slots: number;
            in_flight: number;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            seen_at: string;
            /** @description Not heard of for a lease. */
            silent: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    attempts_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attempt"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attempts_validation_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostedValidationRequest"];
            };
        };
        responses: {
            /** @description As it was posted before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostedValidation"];
                };
            };
            201: {
                headers: {
                    /** @description The attempt. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostedValidation"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description attempt_not_succeeded, or validation_posted */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    experiments_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentDetail"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    experiments_update: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, or *. Missing: 428; of another version: 412. */
                "If-Match": string;
            };
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentBodyRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description name_taken */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description changed_meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description definition_refused: one error per arm (arm null: the evaluator). Nothing was stored. Or task_set_unknown. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description if_match_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    experiments_destroy: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, or *. Missing: 428; of another version: 412. */
                "If-Match": string;
            };
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description experiment_has_runs */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description changed_meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description if_match_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    experiments_partial_update: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, or *. Missing: 428; of another version: 412. */
                "If-Match": string;
            };
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedExperimentPatchRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description name_taken */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description changed_meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description definition_refused: one error per arm (arm null: the evaluator). Nothing was stored. Or task_set_unknown. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description if_match_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    experiments_runs_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedRunList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    experiments_runs_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, 1 to 255 visible ASCII characters. The same request again under the same key gets the same answer for 24 hours, and nothing is started twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                experiment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    /** @description `true` where the answer had been given before. */
                    "Idempotent-Replayed"?: string;
                    /** @description Where to follow the run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description no_arms, or idempotency_key_in_flight */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description refused_by_preflight: one error per arm. Or idempotency_key_reused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_connections_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedConnectionList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_connections_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConnectionBodyRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description Where it is. */
                    Location?: string;
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description role_too_low, or scope_too_low */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description name_taken, or connection_in_use */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description connection_invalid, or credential_reference_needed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_connections_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_connections_update: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, or *. Missing: 428; of another version: 412. */
                "If-Match": string;
            };
            path: {
                connection_id: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConnectionBodyRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description role_too_low, or scope_too_low */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description name_taken, or connection_in_use */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description changed_meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description connection_invalid, or credential_reference_needed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description if_match_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_connections_destroy: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, or *. Missing: 428; of another version: 412. */
                "If-Match": string;
            };
            path: {
                connection_id: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description role_too_low, or scope_too_low */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description changed_meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description if_match_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_connections_partial_update: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, or *. Missing: 428; of another version: 412. */
                "If-Match": string;
            };
            path: {
                connection_id: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedConnectionPatchRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description role_too_low, or scope_too_low */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description name_taken, or connection_in_use */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description changed_meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description connection_invalid, or credential_reference_needed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description if_match_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_connections_check_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialCheck"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description role_too_low, or scope_too_low */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_evaluator_profiles_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedEvaluatorProfileList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_evaluator_profiles_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluatorSpecRequest"];
            };
        };
        responses: {
            /** @description This very profile is stored already. */
            200: {
                headers: {
                    /** @description Where the version is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluatorProfile"];
                };
            };
            201: {
                headers: {
                    /** @description Where the version is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluatorProfile"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description definition_refused: nothing was stored. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_evaluator_profiles_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                profile_id: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluatorProfile"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_evaluator_profiles_trust_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                profile_id: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trust"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_experiments_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedExperimentList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_experiments_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentBodyRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    /** @description Where it is. */
                    Location?: string;
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description name_taken */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description definition_refused: one error per arm (arm null: the evaluator). Nothing was stored. Or task_set_unknown. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_imports_create: {
        parameters: {
            query?: {
                /** @description Its name; created if missing. Of a file (application/jsonl); JSON has it in the body. */
                experiment?: string;
                /** @description Who gave the evaluations, if that is known. Of a file (application/jsonl); JSON has it in the body. */
                judge?: string;
            };
            header?: {
                /** @description Of your choice, 1 to 255 visible ASCII characters. The same request again under the same key gets the same answer for 24 hours, and nothing is started twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ImportBodyRequest"];
                "application/jsonl": string;
            };
        };
        responses: {
            /** @description These very results are stored already. */
            200: {
                headers: {
                    /** @description `true` where the answer had been given before. */
                    "Idempotent-Replayed"?: string;
                    /** @description The run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            201: {
                headers: {
                    /** @description `true` where the answer had been given before. */
                    "Idempotent-Replayed"?: string;
                    /** @description The run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_in_flight */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A file of more than 32 MiB, or larger JSON than others. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description results_invalid: an error for each fault, with its line; nothing was stored. Or idempotency_key_reused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_imports_check_create: {
        parameters: {
            query?: {
                /** @description Its name; created if missing. Of a file (application/jsonl); JSON has it in the body. */
                experiment?: string;
                /** @description Who gave the evaluations, if that is known. Of a file (application/jsonl); JSON has it in the body. */
                judge?: string;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ImportBodyRequest"];
                "application/jsonl": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rehearsal"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A file of more than 32 MiB, or larger JSON than others. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description results_invalid: an error for each fault, with its line; nothing was stored. Or idempotency_key_reused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_providers_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_providers_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: "anthropic" | "azure_openai" | "demo" | "openai" | "openai_compatible" | "openrouter";
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_providers_update: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, or *. Missing: 428; of another version: 412. */
                "If-Match": string;
            };
            path: {
                provider: "anthropic" | "azure_openai" | "demo" | "openai" | "openai_compatible" | "openrouter";
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AllowlistSpecRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description role_too_low, or scope_too_low */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description changed_meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description if_match_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_providers_partial_update: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of what is to be changed, or *. Missing: 428; of another version: 412. */
                "If-Match": string;
            };
            path: {
                provider: "anthropic" | "azure_openai" | "demo" | "openai" | "openai_compatible" | "openrouter";
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedAllowlistPatchRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description role_too_low, or scope_too_low */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description changed_meanwhile */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description if_match_required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_task_sets_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedStoredTaskSetList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_task_sets_create: {
        parameters: {
            query?: {
                /** @description Of the task set, where the body is a file (application/jsonl). */
                name?: string;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TaskSetBodyRequest"];
                "application/jsonl": string;
            };
        };
        responses: {
            /** @description These very tasks are stored already. */
            200: {
                headers: {
                    /** @description Where the version is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredTaskSet"];
                };
            };
            201: {
                headers: {
                    /** @description Where the version is. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredTaskSet"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description More than 16 MiB. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description tasks_invalid: every bad task is named. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_task_sets_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
                task_set_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredTaskSet"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organizations_task_sets_tasks_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                slug: string;
                task_set_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedTaskList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replays_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replays_cancel_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    /** @description Where to follow the run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description run_not_running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replays_retry_errors_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    /** @description Where to follow the run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description nothing_to_retry, run_not_finished, run_cancelled or run_imported */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_attempts_list: {
        parameters: {
            query?: {
                /** @description Key of an arm. */
                arm?: string;
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /**
                 * @description * `timeout` - timeout
                 *     * `connection_error` - connection_error
                 *     * `rate_limited` - rate_limited
                 *     * `quota_exhausted` - quota_exhausted
                 *     * `auth_failed` - auth_failed
                 *     * `permission_denied` - permission_denied
                 *     * `content_filtered` - content_filtered
                 *     * `context_length_exceeded` - context_length_exceeded
                 *     * `model_not_found` - model_not_found
                 *     * `invalid_request` - invalid_request
                 *     * `payload_too_large` - payload_too_large
                 *     * `provider_unavailable` - provider_unavailable
                 *     * `no_provider` - no_provider
                 *     * `invalid_response` - invalid_response
                 *     * `empty_response` - empty_response
                 *     * `response_too_large` - response_too_large
                 *     * `config_error` - config_error
                 *     * `policy_denied` - policy_denied
                 *     * `credential_unavailable` - credential_unavailable
                 *     * `budget_exhausted` - budget_exhausted
                 *     * `deadline_exceeded` - deadline_exceeded
                 *     * `interrupted` - interrupted
                 *     * `cancelled` - cancelled
                 *     * `internal_error` - internal_error
                 *     * `verdict_invalid` - verdict_invalid
                 *     * `verdict_out_of_range` - verdict_out_of_range
                 *     * `artifact_missing` - artifact_missing
                 */
                error_code?: "timeout" | "connection_error" | "rate_limited" | "quota_exhausted" | "auth_failed" | "permission_denied" | "content_filtered" | "context_length_exceeded" | "model_not_found" | "invalid_request" | "payload_too_large" | "provider_unavailable" | "no_provider" | "invalid_response" | "empty_response" | "response_too_large" | "config_error" | "policy_denied" | "credential_unavailable" | "budget_exhausted" | "deadline_exceeded" | "interrupted" | "cancelled" | "internal_error" | "verdict_invalid" | "verdict_out_of_range" | "artifact_missing";
                /** @description Results per page, 1 to 500. */
                page_size?: number;
                /**
                 * @description * `pending` - Pending
                 *     * `running` - Running
                 *     * `succeeded` - Succeeded
                 *     * `failed` - Failed
                 *     * `cancelled` - Cancelled
                 */
                state?: "pending" | "running" | "succeeded" | "failed" | "cancelled";
                /** @description Key of a task. */
                task?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedAttemptList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_cancel_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    /** @description Where to follow the run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description run_not_running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_diagnostics_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnostics"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_export_retrieve: {
        parameters: {
            query?: {
                /**
                 * @description * `jsonl` - jsonl
                 *     * `csv` - csv
                 */
                format?: "jsonl" | "csv";
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": components["schemas"]["Attempt"];
                    "text/csv": string;
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_labels_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedHumanLabelList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_labels_create: {
        parameters: {
            query?: {
                /** @description Whose labels these are, where the body is CSV. */
                source?: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LabelsBodyRequest"];
                "text/csv": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredLabels"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description label_posted: you said otherwise before. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description labels_invalid: nothing was stored. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_pairwise_retrieve: {
        parameters: {
            query: {
                /** @description Key of an arm. */
                a: string;
                /** @description Key of another arm. */
                b: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pairwise"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_pause_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    /** @description Where to follow the run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description run_not_running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_replays_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedReplayList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_replays_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice, 1 to 255 visible ASCII characters. The same request again under the same key gets the same answer for 24 hours, and nothing is started twice. */
                "Idempotency-Key"?: string;
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayBodyRequest"];
            };
        };
        responses: {
            /** @description With `dry_run`: what it would cost. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayPlan"];
                };
            };
            202: {
                headers: {
                    /** @description `true` where the answer had been given before. */
                    "Idempotent-Replayed"?: string;
                    /** @description Where to follow the run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description run_not_finished, nothing_to_judge or idempotency_key_in_flight */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description profile_unknown, refused_by_preflight or idempotency_key_reused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_resume_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    /** @description Where to follow the run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description run_not_running */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_retry_errors_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    /** @description Where to follow the run. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetail"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description nothing_to_retry, run_cancelled or run_imported */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_summaries_list: {
        parameters: {
            query?: {
                /** @description Taken from `next` or `previous`; not to be made by hand. */
                cursor?: string;
                /** @description Results per page, 1 to 500. */
                page_size?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedRevisionList"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs_summary_retrieve: {
        parameters: {
            query?: {
                /** @description Of the summaries that were published; without it, the latest. */
                revision?: number;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    /** @description Of this representation; to be sent back in If-Match or If-None-Match. */
                    ETag: string;
                    /** @description Where this very revision stays. */
                    "Content-Location": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description As the client has it: If-None-Match named its ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
