// Draws the contract in Swagger UI when asked. The address of the document stands on the place itself, so no script is
// inline. On request only: Swagger UI has faults of accessibility that are its own; our console does the same without.
(() => {
  "use strict";
  const button = document.querySelector("[data-openapi]");
  if (!button || !window.SwaggerUIBundle) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const place = document.getElementById(button.dataset.openapi);
    place.hidden = false;
    button.hidden = true;
    window.SwaggerUIBundle({
      url: place.dataset.document,
      domNode: place,
      deepLinking: true,
      docExpansion: "list",
      defaultModelsExpandDepth: 0,
      presets: [window.SwaggerUIBundle.presets.apis],
      layout: "BaseLayout",
      validatorUrl: null, // never asks a service outside this installation
    });
  });
})();
