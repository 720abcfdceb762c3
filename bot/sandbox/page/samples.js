// What a newcomer can try: sample pictures, and S3 objects. A sample is posted like any file.

import { api } from "./api.js";
import { h } from "./dom.js";

export class Samples {
  // `post(file)` posts it; `write(text)` puts a text where one writes.
  constructor(post, write) {
    this.post = post;
    this.write = write;
    this.pictures = [];
    this.objects = [];
  }

  async load() {
    const { ok, samples = [], objects = [] } = await api.samples();
    if (!ok) return;
    this.pictures = samples;
    this.objects = objects;
  }

  tray() {
    return h("div", { class: "tray", role: "group", "aria-label": "Sample pictures" },
      this.pictures.map(({ name, title, thumb }) => h("button", {
        type: "button",
        class: "sample",
        title: `Post ${title}`,
        "aria-label": `Post the sample picture: ${title}`,
        onclick: (event) => this.choose(name, thumb, event.currentTarget),
      }, h("img", { src: thumb, alt: "" }), h("span", {}, title))));
  }

  async choose(name, thumb, button) {
    button.disabled = true;
    const blob = await (await fetch(thumb)).blob();
    await this.post(new File([blob], name, { type: blob.type }));
    button.disabled = false;
  }

  // Shown where nothing was posted yet.
  welcome(bot) {
    return h("section", { class: "welcome" },
      h("h2", {}, "Post a picture, and read in its thread what is in it"),
      h("p", {}, "Drop a photograph anywhere on this page, or paste one",
        this.pictures.length ? ", or click one of these:" : "."),
      this.pictures.length > 0 && this.tray(),
      h("p", {}, "Or write ", this.phrase("/rekog help"), " to see what else there is."),
      this.objects.length > 0 && h("p", {}, "There is an S3 server here, too: ",
        this.phrase(`@${bot} ${this.objects[0]}`)));
  }

  phrase(text) {
    return h("button", { type: "button", class: "phrase", onclick: () => this.write(text) }, text);
  }
}
