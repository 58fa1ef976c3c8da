/** What a controller or provider can ask for: `@Inject(COMMAND_EXECUTOR) executor: CommandExecutor`. */
export const SERVICE_CONFIG = Symbol('millrace.config');
export const LOGGER = Symbol('millrace.logger');
export const HEALTH = Symbol('millrace.health');
export const SERVICE_RUNTIME = Symbol('millrace.runtime');
export const EVENT_STORE = Symbol('millrace.event-store');
export const COMMAND_EXECUTOR = Symbol('millrace.command-executor');
export const TRANSACTOR = Symbol('millrace.transactor');
export const WATERMARKS = Symbol('millrace.watermarks');
export const DATA_SOURCE = Symbol('millrace.data-source');
export const CLOCK = Symbol('millrace.clock');
export const IDS = Symbol('millrace.ids');
export const PARKED_KEYS = Symbol('millrace.parked-keys');
export const EVENT_STREAMS = Symbol('millrace.event-streams');
export const STREAM_WATCHER = Symbol('millrace.stream-watcher');
