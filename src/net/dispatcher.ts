import { Agent, buildConnector, type Dispatcher, interceptors } from 'undici';
import { GroundswellError } from '../errors.ts';
import type { AddressGuard } from './address-guard.ts';
import { HttpRefusal } from './refusal.ts';

const connectMs = 10_000;
const headersMs = 10_000;
const wholeMs = 15_000;
const maxBodyBytes = 5 * 1024 * 1024;

type Headers = Record<string, string | string[] | undefined>;
const header = (headers: Headers, name: string): string | null => {
  const value = headers[name];
  return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
};

/** Lets only JSON of 200 through, at most 5 MiB of it unpacked, in 15 s altogether; all else becomes our own error with its status. */
function onlyJson(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => {
    const host = URL.canParse(String(options.origin)) ? new URL(String(options.origin)).host : String(options.origin);
    let bytes = 0;
    let timer: NodeJS.Timeout | undefined;
    const done = () => clearTimeout(timer);
    return dispatch(options, {
      ...bound(handler),
      onRequestStart: (controller, context) => {
        timer = setTimeout(
          () =>
            controller.abort(
              new GroundswellError('source-unreachable', `${host} took longer than ${wholeMs / 1000} s.`),
            ),
          wholeMs,
        );
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (controller, status, headers, message) => {
        if (status < 200) return handler.onResponseStart?.(controller, status, headers, message);
        const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(header(headers as Headers, 'content-type') ?? '');
        if (status === 200 && isJson) return handler.onResponseStart?.(controller, status, headers, message);
        const hints = {
          retryAfter: header(headers as Headers, 'retry-after'),
          reset: header(headers as Headers, 'x-ratelimit-reset') ?? header(headers as Headers, 'ratelimit-reset'),
        };
        controller.abort(new HttpRefusal(host, status, hints, !isJson && status < 300));
      },
      onResponseData: (controller, chunk) => {
        bytes += chunk.length;
        if (bytes > maxBodyBytes)
          return controller.abort(new GroundswellError('answer-invalid', `${host} sent more than 5 MiB at once.`));
        handler.onResponseData?.(controller, chunk);
      },
      onResponseEnd: (controller, trailers) => {
        done();
        handler.onResponseEnd?.(controller, trailers);
      },
      onResponseError: (controller, error) => {
        done();
        handler.onResponseError?.(controller, error);
      },
    });
  };
}

/** A handler's methods, so that those we do not name are passed on as they are. */
const bound = (handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler => ({
  onRequestUpgrade: handler.onRequestUpgrade?.bind(handler),
  onResponseStarted: handler.onResponseStarted?.bind(handler),
  onBodySent: handler.onBodySent?.bind(handler),
  onRequestSent: handler.onRequestSent?.bind(handler),
});

/** A server may close a kept connection just as we use it again: such a request is made once more, on a new one. */
const onceMore = interceptors.retry({
  maxRetries: 1,
  minTimeout: 0,
  methods: ['GET'],
  statusCodes: [],
  errorCodes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'],
});

/** The one way out for HTTP: every address is checked at connect, and every answer is held to size, time and type. */
export function guardedDispatcher(guard: AddressGuard): Dispatcher {
  const connector = buildConnector({ timeout: connectMs, lookup: guard.lookup });
  const agent = new Agent({
    connect: (options, callback) => {
      try {
        guard.checkHost(options.hostname);
      } catch (error) {
        return callback(error as Error, null);
      }
      return connector(options, callback);
    },
    connections: 4,
    headersTimeout: headersMs,
    bodyTimeout: headersMs,
    keepAliveTimeout: 10_000,
  });
  return agent.compose(onceMore, interceptors.decompress({ skipErrorResponses: false }), onlyJson);
}

/** `fetch` through the dispatcher; redirects are refused. */
export function guardedFetch(dispatcher: Dispatcher, userAgent: string): typeof fetch {
  return (input, init) =>
    fetch(input, {
      ...init,
      redirect: 'error',
      headers: { ...Object.fromEntries(new Headers(init?.headers).entries()), 'user-agent': userAgent },
      dispatcher,
    } as RequestInit);
}
