"""Writes the table of recordings into samples/README.md, between its two marks."""

BEGIN = "<!-- recordings: written by samples/record/run -->"
END = "<!-- end of recordings -->"


def row(scene, entry):
    contents = ", ".join(f"{count} {name}" for name, count in entry["frames"].items()) or "none"
    statuses = ", ".join(str(status) for status in entry["statuses"])
    cells = [
        f"[{scene.name}](sessions/{scene.name}.pcapng)" + (f" (lesson {scene.lesson})" if scene.lesson else ""),
        scene.shows,
        scene.how,
        "; ".join(entry["programs"]),
        f"{entry['packets']} packets, {entry['bytes']:,} bytes; status {statuses}; frames: {contents}",
        entry["recorded"],
    ]
    return "| " + " | ".join(cells) + " |"


def write(path, scenes, manifest):
    rows = [row(scene, manifest[name]) for name, scene in scenes.items() if name in manifest]
    head = ["| file | what it shows | how it was recorded | with | what is in it | on |", "|---|---|---|---|---|---|"]
    before, rest = path.read_text().split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(before + "\n".join([BEGIN, *head, *rows, END]) + after)
