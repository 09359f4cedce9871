// Two results, compared: what differs between them, as values.

import { stateOf } from "./results.js";

const ORDER = ["fails", "known", "idle", "none", "holds"];

/** Return whether a change from one state to another is better, worse, or neither. */
function direction(before, after) {
  if (stateOf(after) === "fails" && stateOf(before) !== "fails") return "worse";
  if (stateOf(before) === "fails" && stateOf(after) !== "fails") return stateOf(after) === "holds" ? "better" : "other";
  if (stateOf(before) === "holds" && stateOf(after) !== "holds") return "worse";
  return stateOf(after) === "holds" && stateOf(before) !== "holds" ? "better" : "other";
}

const keyOf = ({ kind, rule }) => `${kind} ${rule}`;

/** Return the rules whose status differs, the worst first. */
export function ruleChanges(before, after) {
  const old = new Map(before.rules.map((rule) => [keyOf(rule), rule]));
  const all = new Map([...old, ...after.rules.map((rule) => [keyOf(rule), rule])]);
  const now = new Map(after.rules.map((rule) => [keyOf(rule), rule]));
  const changes = [...all.keys()].map((key) => {
    const [was, is] = [old.get(key)?.status ?? "not offered", now.get(key)?.status ?? "not offered"];
    return { kind: all.get(key).kind, rule: all.get(key).rule, before: was, after: is, direction: direction(was, is) };
  });
  const differ = changes.filter((change) => change.before !== change.after);
  const rank = { worse: 0, better: 1, other: 2 };
  return differ.sort((x, y) => rank[x.direction] - rank[y.direction] || ORDER.indexOf(stateOf(x.after)) - ORDER.indexOf(stateOf(y.after)));
}

/** Return the failures by where they are: in both results, or in one of them alone. Equal requests have equal ids. */
export function failureChanges(before, after) {
  const [old, now] = [before, after].map((results) => new Set(results.failures.map(({ id }) => id)));
  return {
    added: after.failures.filter(({ id }) => !old.has(id)),
    gone: before.failures.filter(({ id }) => !now.has(id)),
    both: after.failures.filter(({ id }) => old.has(id)),
  };
}

/** Return what else differs: a list of [name, before, after]. */
export function settingChanges(before, after) {
  const settings = ({ header, footer }) => ({
    target: header.target,
    "version of the target": [header.hello.name, header.hello.version].filter(Boolean).join(" "),
    seed: header.seed,
    profile: header.profile ?? "none",
    ...Object.fromEntries(Object.entries(header.bounds).map(([kind, bounds]) => [`bounds of ${kind}`, bounds.replaceAll(",", ", ")])),
    antichain: header.antichain,
    Python: header.python,
    platform: header.platform,
    "catalogue of rules": header.catalogue,
    "histories played": footer.counts.histories,
    "effective checks": footer.counts.checks,
  });
  const [old, now] = [settings(before), settings(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.map((name) => [name, String(old[name] ?? "none"), String(now[name] ?? "none")]).filter(([, was, is]) => was !== is);
}
