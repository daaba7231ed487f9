// The four boards of a run: BAKEOFF_TOKEN=bko_… node dist/boards.js SITE RUN
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Summary = components["schemas"]["Summary"];
type Board = Summary["leaderboards"][keyof Summary["leaderboards"]];

const [site, run] = process.argv.slice(2);
const token = process.env["BAKEOFF_TOKEN"];
if (!site || !run || !token) {
  throw new Error("usage: BAKEOFF_TOKEN=bko_… node dist/boards.js SITE RUN");
}
const client = createClient<paths>({
  baseUrl: site,
  headers: { Authorization: `Bearer ${token}` },
});

const { data, error } = await client.GET("/api/v1/runs/{run_id}/summary/", {
  params: { path: { run_id: run } },
});
if (error) {
  throw new Error(`${error.status} ${error.code}: ${error.detail}`);
}
for (const board of Object.values(data.leaderboards)) {
  print(board);
}

function print({ metric, unit, entries }: Board): void {
  console.log(`\n${metric} (${unit})`);
  for (const { rank, arm, estimate, ci, n_tasks, flags } of entries) {
    const range = ci ? `${figure(ci.low)} to ${figure(ci.high)}` : "no interval";
    const caveats = flags.map((flag) => flag.code).join(", ") || "no caveats";
    console.log([rank ?? "-", arm, figure(estimate), range, `${n_tasks} tasks`, caveats].join("\t"));
  }
}

function figure(value: number | null): string {
  return value === null ? "no data" : String(Number(value.toPrecision(4)));
}
