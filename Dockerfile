# One image for every role; docker-compose.yml says which role a container has.
FROM node:26-slim AS install
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without the optional packages: the image has its Node, and its database is another container.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data LOG_FORMAT=json
WORKDIR /app
COPY --from=install /app/node_modules node_modules
COPY package.json LICENSE ./
COPY config config
COPY migrations migrations
COPY dashboards dashboards
COPY workers workers
COPY src src
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4040
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "src/cli/bin.js"]
CMD ["start"]
