// The story, one step at a time, with what each rule reads beside it.

import { colourOf } from "/page/clock.js";
import { element, setChildren, setText } from "/page/dom.js";

const PAUSE = 1600; // ms between two steps that are played
const RULES = ["feed", "article", "last_writer"];

/** The part of the page that plays the story. `trying` does something and shows an error; it returns false after one. */
export class Story {
  constructor({ nodes, connection, trying }) {
    Object.assign(this, { nodes, connection, trying, story: null, timer: null, busy: false });
    nodes.next.addEventListener("click", () => {
      this.stop();
      this.step();
    });
    nodes.play.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
  }

  read() {
    return this.trying(async () => this.show(await this.connection.get("/story")));
  }

  get over() {
    return this.story.made === this.story.steps.length;
  }

  /** Make the next step; after the last one, begin again. */
  async step() {
    if (this.busy) return false;
    this.busy = true;
    const made = await this.trying(async () => this.show(await this.connection.update("/story/next", {})));
    this.busy = false;
    return made;
  }

  async play() {
    this.timer = setTimeout(() => {}, 0);
    this.label();
    const made = await this.step();
    if (!this.timer) return;
    if (made && !this.over) this.timer = setTimeout(() => this.play(), PAUSE);
    else this.stop();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
    this.label();
  }

  label() {
    const { made } = this.story;
    setText(this.nodes.next, made === 0 ? "First step" : this.over ? "Once more" : "Next step");
    setText(this.nodes.play, this.timer ? "Pause" : made === 0 || this.over ? "Play all" : "Play the rest");
  }

  show(story) {
    this.story = story;
    const { made, steps, readings, remarks } = story;
    this.label();
    setText(this.nodes.progress, made ? `step ${made} of ${steps.length}` : `${steps.length} steps`);
    if (made) setText(this.nodes.step, steps[made - 1].sentence);
    const titles = [...new Set(steps.map(({ round }) => round))];
    const items = steps.map(({ label }, i) => element("li", { class: i < made ? "made" : "", "aria-current": i === made - 1 ? "step" : null }, label));
    setChildren(this.nodes.rounds, titles.map((title, number) => element("li", {}, `Round ${number + 1}: ${title}`, element("ol", {}, ...items.filter((_, i) => steps[i].round === title)))));
    const rows = readings.length ? readings : story.servers.map((server) => ({ server }));
    setChildren(this.nodes.readings, rows.map((reading) => this.row(reading)));
    setChildren(this.nodes.remarks, remarks.map((remark) => element("li", {}, remark)));
  }

  row(reading) {
    const { server, truth = "–" } = reading;
    const cells = RULES.map((rule) => {
      const { [rule]: read = truth } = reading;
      const right = read === truth;
      return element("td", { class: reading.truth === undefined ? null : right ? "right" : "wrong", "data-rule": rule }, right ? String(read) : `✗ ${read}`);
    });
    return element("tr", {}, element("th", { scope: "row", class: colourOf(server) }, server), element("td", { class: "truth", "data-rule": "truth" }, String(truth)), ...cells);
  }
}
