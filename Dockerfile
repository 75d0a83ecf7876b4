# The bench without a window: the same screens open in a browser, and `obmen run` plays scenarios.
#   docker build -t obmen .
#   docker run --rm -p 127.0.0.1:8183:8183 -v "$PWD/workspace:/workspace" obmen
#   docker run --rm -v "$PWD/scenarios:/scenarios:ro" obmen run /scenarios
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Electron is not needed here, and its binary is not fetched by the installation.
RUN npm ci --ignore-scripts
COPY electron.config.ts tsconfig*.json ./
COPY electron electron
COPY fixtures fixtures
COPY mocks mocks
COPY renderer renderer
COPY scripts scripts
COPY server server
RUN npm run build

FROM node:20-bookworm-slim
ENV NODE_ENV=production OBMEN_HOST=0.0.0.0 OBMEN_PORT=8183 \
  MALLOC_MMAP_THRESHOLD_=8388608 MALLOC_TRIM_THRESHOLD_=4194304
WORKDIR /app
COPY package.json ./
COPY --from=build /app/out/main out/main
COPY --from=build /app/out/renderer out/renderer
# What is not bundled: the native database with what loads it, and the files of Swagger UI.
COPY --from=build /app/node_modules/libsql node_modules/libsql
COPY --from=build /app/node_modules/@libsql node_modules/@libsql
COPY --from=build /app/node_modules/@neon-rs node_modules/@neon-rs
COPY --from=build /app/node_modules/detect-libc node_modules/detect-libc
COPY --from=build /app/node_modules/swagger-ui-dist node_modules/swagger-ui-dist
RUN mkdir /workspace && chown node:node /workspace
VOLUME /workspace
USER node
EXPOSE 8183
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8183/').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=4", "--no-allocation-site-pretenuring", "out/main/cli.js"]
CMD ["serve", "/workspace"]
