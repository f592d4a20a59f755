import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastifySSE } from '@fastify/sse';
import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { jsonSchemaTransform, validatorCompiler } from 'fastify-type-provider-zod';
import { errorPage } from '../../dashboards/pages/error.ts';
import { GroundswellError } from '../errors.ts';
import { adminTokenHash } from '../store/settings.ts';
import { assetRoutes, readAssets } from './assets.ts';
import { Admin } from './auth.ts';
import type { WebContext } from './context.ts';
import { addEtags } from './etag.ts';
import { Live } from './live.ts';
import { type Problem, toProblem } from './problems.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { chartRoutes } from './routes/charts.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/export.ts';
import { figureRoutes } from './routes/figures.ts';
import { healthRoutes } from './routes/health.ts';
import { pageRoutes } from './routes/pages.ts';
import { tableRoutes } from './routes/tables.ts';
import { variantRoutes } from './routes/variants.ts';

const requestsASecond = 50;

const policy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  fontSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

type Options = WebContext['app'];

/** A web server that listens: where, the admin's token if it was made just now, and how it ends. */
export interface WebServer extends AsyncDisposable {
  address: { host: string; port: number };
  freshToken: string | null;
  server: FastifyInstance;
}

const wantsPage = (request: FastifyRequest) =>
  !request.url.startsWith('/api/') && /\btext\/html\b/.test(request.headers.accept ?? '');

function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  app: Options,
  assetVersion: string,
): FastifyReply {
  if (problem.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '5');
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  reply.code(problem.status);
  if (!wantsPage(request)) return reply.type('application/problem+json').send(JSON.stringify(problem));
  const site = { version: app.version, assetVersion, demo: app.demo, now: new Date(app.now()).toISOString() };
  const page = errorPage({
    site,
    status: problem.status,
    title: problem.title,
    detail: problem.detail ?? null,
    reference: problem.reference ?? null,
  });
  return reply.type('text/html; charset=utf-8').send(page.toString());
}

/** Builds the server without listening: for tests with `inject`, and for `startWeb`. */
export async function buildServer(
  app: Options,
): Promise<{ server: FastifyInstance; live: Live; freshToken: string | null }> {
  const { hash, fresh } = await adminTokenHash(app.db, app.config.ADMIN_TOKEN);
  const assets = readAssets();
  const live = new Live(app);
  const context: WebContext = { app, admin: new Admin(hash, app.now), live, startedAt: app.now() };
  const server = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    trustProxy: app.config.TRUST_PROXY ?? false,
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 10_000,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    http: { headersTimeout: 10_000, maxHeaderSize: 16 * 1024 },
    serializerOpts: {},
  });
  server.server.maxConnections = 2000;
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(() => (data) => JSON.stringify(data));
  server.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error, request.id);
    if (problem.status >= 500) {
      const level = problem.status === 500 ? 'error' : 'warn';
      app.log[level]({ err: error, url: request.url.split('?')[0], reference: request.id }, 'a request failed');
    }
    return sendProblem(request, reply, problem, app, assets.version);
  });
  server.addHook('onRequest', async (request) => {
    if (/%00|\0/.test(request.url)) throw new GroundswellError('query-invalid', 'The address holds a NUL character.');
  });
  server.addHook('onResponse', async (request, reply) => {
    app.metrics.httpSeconds.observe(
      { route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });
  await server.register(rateLimit, {
    max: requestsASecond,
    timeWindow: 1000,
    errorResponseBuilder: () =>
      new GroundswellError('too-many', `More than ${requestsASecond} requests a second from one address; slow down.`),
  });
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) =>
    sendProblem(
      request,
      reply,
      {
        type: 'about:blank',
        title: 'Not found',
        status: 404,
        detail: `There is nothing at ${request.url.split('?')[0]?.slice(0, 200)}.`,
      },
      app,
      assets.version,
    ),
  );
  await server.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: policy },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  addEtags(server);
  await server.register(compress, {
    global: true,
    threshold: 1024,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }, // of a page 7 % less than 4, in the same time
  });
  await server.register(fastifySSE, { heartbeatInterval: 15_000 });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Groundswell',
        description: 'Figures of hashtag campaigns on Bluesky and Mastodon, each with its as-of, coverage and gaps.',
        version: app.version,
        license: { name: 'MIT' },
      },
      components: { securitySchemes: { admin: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  });
  healthRoutes(server, context);
  assetRoutes(server, assets);
  campaignRoutes(server, context);
  figureRoutes(server, context);
  tableRoutes(server, context);
  exportRoutes(server, context);
  variantRoutes(server, context);
  eventRoutes(server, context);
  chartRoutes(server, context, assets.version);
  pageRoutes(server, context, assets.version);
  server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  await server.register(docs);
  server.addHook('preClose', async () => live.closeAll());
  return { server, live, freshToken: fresh };
}

/** `/docs`: the API to browse; its reader needs a looser policy than our own pages. */
async function docs(server: FastifyInstance): Promise<void> {
  server.addHook('onSend', async (_request, reply, payload) => {
    reply.header(
      'content-security-policy',
      "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    return payload;
  });
  await server.register(scalar, {
    routePrefix: '/docs',
    configuration: { url: '/openapi.json', telemetry: false, withDefaultFonts: false, hideClientButton: true },
  });
}

/** Starts the role `web`: pages, API and event streams on `HOST:PORT`. */
export async function startWeb(app: Options): Promise<WebServer> {
  const { server, live, freshToken } = await buildServer(app);
  await live.start();
  try {
    await server.listen({ host: app.config.HOST, port: app.config.PORT });
  } catch (cause) {
    await live[Symbol.asyncDispose]();
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw cause;
    const why =
      code === 'EADDRINUSE'
        ? 'is taken by another program'
        : code === 'EACCES'
          ? 'is not ours to use'
          : 'is no address of this machine';
    throw new GroundswellError(
      'config-invalid',
      `${app.config.HOST}:${app.config.PORT} ${why}; set PORT (0 for any free one) or HOST.`,
      { cause },
    );
  }
  const { address, port } = server.server.address() as AddressInfo;
  return {
    server,
    freshToken,
    address: { host: address, port },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await live[Symbol.asyncDispose]();
    },
  };
}
