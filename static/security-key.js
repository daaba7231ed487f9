// Asks the browser for a security key where a form says so, and sends what it gives.
//
// <form data-security-key="create|get" data-options="{…}"> with a hidden input `credential`,
// a button, and an element with role="status" for what goes wrong.

"use strict";

const supported = typeof PublicKeyCredential === "function" &&
  "parseRequestOptionsFromJSON" in PublicKeyCredential;

async function credentialFor(form) {
  const { publicKey } = JSON.parse(form.dataset.options);
  if (form.dataset.securityKey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

async function ask(event) {
  event.preventDefault();
  const form = event.target;
  const said = form.querySelector("[role=status]");
  said.textContent = "Waiting for the key…";
  try {
    form.elements.credential.value = JSON.stringify((await credentialFor(form)).toJSON());
    form.submit();
  } catch {
    said.textContent = "The browser got nothing from a key. Try again, or use another way.";
  }
}

for (const form of document.querySelectorAll("form[data-security-key]")) {
  if (supported) {
    form.addEventListener("submit", ask);
  } else {
    form.querySelector("button").disabled = true;
    form.querySelector("[role=status]").textContent =
      "This browser has no security keys here: they need HTTPS and a host name.";
  }
}
