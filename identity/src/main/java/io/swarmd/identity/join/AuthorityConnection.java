package io.swarmd.identity.join;

import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.IssueNodeCertificateResponse;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.identity.lock.KeyLock;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to a manager as certificate authority. Calls end within seconds; they fail with an {@link
 * AuthorityFailure}.
 */
interface AuthorityConnection {

  /** The address it goes to; also what excludes it when another one is wanted. */
  String address();

  CompletableFuture<byte[]> rootCertificate();

  CompletableFuture<IssueNodeCertificateResponse> issue(IssueNodeCertificateRequest request);

  /** Waits at the server until the certificate is final, or the time of the call is over. */
  CompletableFuture<NodeCertificateStatusResponse> status(String nodeId);

  /** What managers lock their keys with; answered to managers only. */
  CompletableFuture<KeyLock> unlockKey();

  /** Ends it; whether it worked counts when the next one is chosen. */
  void close(boolean worked);
}
