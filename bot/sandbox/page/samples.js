// What a newcomer can try: sample pictures, S3 objects, and a lesson. All of it is posted like
// anything else that somebody posts.

import { api } from "./api.js";
import { h } from "./dom.js";

export class Samples {
  // `post(file, text)` posts it; `write(text)` puts a text where one writes; `teaching()` is called
  // when a lesson has begun.
  constructor(post, write, teaching) {
    this.post = post;
    this.write = write;
    this.teaching = teaching;
    this.pictures = [];
    this.objects = [];
    this.taught = null;
  }

  async load() {
    const { ok, samples = [], objects = [], lesson = null } = await api.samples();
    if (!ok) return;
    this.pictures = samples;
    this.objects = objects;
    this.taught = lesson;
  }

  tray() {
    return this.row("Sample pictures", this.pictures, "Post the sample picture");
  }

  row(label, pictures, does) {
    return h("div", { class: "tray", role: "group", "aria-label": label },
      pictures.map(({ name, title, thumb }) => h("button", {
        type: "button",
        class: "sample",
        title: `Post ${name}`,
        "aria-label": `${does}: ${title}`,
        onclick: (event) => this.choose(name, thumb, event.currentTarget),
      }, h("img", { src: thumb, alt: "" }), h("span", {}, title))));
  }

  async choose(name, address, button, text = "") {
    button.disabled = true;
    const blob = await (await fetch(address)).blob();
    await this.post(new File([blob], name, { type: blob.type }), text);
    button.disabled = false;
  }

  // What a team does to teach the bot, step by step; unfolded when `open`.
  lesson(bot, open = false) {
    if (!this.taught) return null;
    const { name, address, labels, count, unseen } = this.taught;
    const words = `@${bot} import`;
    return h("details", { class: "lesson", open },
      h("summary", {}, `Teach it ${listed(labels)}`),
      h("ol", {},
        h("li", {}, h("button", {
          type: "button", class: "small",
          onclick: async (event) => {
            await this.choose(name, address, event.currentTarget, words);
            this.teaching();
          },
        }, `Post ${count} labelled pictures`), ` as ${name}, with “${words}”`),
        h("li", {}, this.phrase("/rekog train"), " asks, learns, and shows its figures on pictures that it did not learn from; the picture of them is in the thread"),
        h("li", {}, this.phrase("/rekog use v1"), ", or the button below the figures; from then on it knows these labels only"),
        h("li", {}, "Post pictures that it has not seen:", this.row("Unseen pictures", unseen, "Post the unseen picture"))));
  }

  // Shown where nothing was posted yet.
  welcome(bot) {
    return h("section", { class: "welcome" },
      h("h2", {}, "Post a picture, and read in its thread what is in it"),
      h("p", {}, "Drop a photograph anywhere on this page, or paste one",
        this.pictures.length ? ", or click one of these:" : "."),
      this.pictures.length > 0 && this.tray(),
      this.lesson(bot),
      h("p", {}, "Or write ", this.phrase("/rekog help"), " to see what else there is."),
      this.objects.length > 0 && h("p", {}, "There is an S3 server here, too: ",
        this.phrase(`@${bot} ${this.objects[0]}`)));
  }

  phrase(text) {
    return h("button", { type: "button", class: "phrase", onclick: () => this.write(text) }, text);
  }
}

const listed = (words) => `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
