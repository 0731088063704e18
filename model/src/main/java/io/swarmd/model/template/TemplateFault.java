package io.swarmd.model.template;

/** What is wrong with a template or with what it asks of the data; one line, which names the place. */
public final class TemplateFault extends IllegalArgumentException {

  TemplateFault(String message) {
    super(message);
  }
}
