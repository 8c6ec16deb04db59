// Writing to the document only what differs from what stands there.

export function byId(id) {
    return document.getElementById(id);
}

export function setText(node, text) {
    if (node.shownText !== text) {
        node.shownText = text;
        node.textContent = text;
    }
}

export function setData(node, name, value) {
    const text = String(value);
    if (node.dataset[name] !== text) {
        node.dataset[name] = text;
    }
}

export function setHidden(node, hidden) {
    if (node.hidden !== hidden) {
        node.hidden = hidden;
    }
}

/** A table row with its cells, kept and refilled instead of made anew. */
export function row(columns) {
    const tr = document.createElement('tr');
    const cells = Array.from({ length: columns }, () => tr.insertCell());
    return { tr, cells };
}
