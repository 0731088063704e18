package io.swarmd.dispatcher.secret;

import io.swarmd.api.Secret;
import io.swarmd.api.Task;
import java.util.concurrent.CompletableFuture;

/** Knows the values of secrets that name a driver (dispatch sheet, 2.3.6). Called by the dispatcher's loop. */
public interface SecretProvider {

  /** No driver at all: every such secret is left out, with the reason told. */
  SecretProvider NONE = (secret, task) -> CompletableFuture.failedFuture(new IllegalStateException(
      "there is no secret driver \"" + secret.getSpec().getDriver().getName() + "\" on this manager"));

  /**
   * The secret's value for one task. Returns at once; the future may complete on any thread, and fails with a message
   * for users.
   *
   * @param secret names the driver, and what it is to look for by its own name and labels
   * @param task with its service's name and labels, image, endpoint and node
   */
  CompletableFuture<ProvidedSecret> fetch(Secret secret, Task task);
}
