package io.swarmd.bench.worker;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.GetRootCACertificateRequest;
import io.swarmd.api.GetRootCACertificateResponse;
import io.swarmd.api.IssueNodeCertificateRequest;
import io.swarmd.api.IssueNodeCertificateResponse;
import io.swarmd.api.NodeCAGrpc;
import io.swarmd.api.NodeCertificateStatusRequest;
import io.swarmd.api.NodeCertificateStatusResponse;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.certificate.CertificateRequest;
import io.swarmd.identity.certificate.NodeCredentials;
import io.swarmd.identity.certificate.PrivateKeys;
import io.swarmd.identity.certificate.RootCertificates;
import io.swarmd.identity.token.JoinToken;
import io.swarmd.identity.transport.NodeChannels;
import java.security.KeyPair;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Obtains certificates as a node does that joins for the first time: the root from whoever answers, proved by the
 * token, then on a second connection the request and the wait for the signature (identity sheet, section 5). Nothing
 * is kept on disk and nothing is tried again.
 *
 * @param address of a manager, {@code host:port}
 */
public record Admission(String address, JoinToken token) {

  private static final int CALL_SECONDS = 60;

  /** New credentials for a new node. */
  public CompletableFuture<NodeCredentials> obtain() {
    return roots().thenCompose(this::certificate);
  }

  private CompletableFuture<RootCertificates> roots() {
    ManagedChannel channel = NodeChannels.unverified(address).directExecutor().build();
    Answer<GetRootCACertificateResponse> answer = new Answer<>();
    CAGrpc.newStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .getRootCACertificate(GetRootCACertificateRequest.getDefaultInstance(), answer);
    return answer.future().whenComplete((told, failure) -> channel.shutdown()).thenApply(told -> {
      byte[] bundle = told.getCertificate().toByteArray();
      if (!token.rootDigestHex().equals(RootCertificates.digestHex(bundle))) {
        throw new IdentityException("the root of " + address + " is not the one the join token names");
      }
      return RootCertificates.parse(bundle, Instant.now());
    });
  }

  private CompletableFuture<NodeCredentials> certificate(RootCertificates roots) {
    KeyPair pair = PrivateKeys.generate();
    ManagedChannel channel = NodeChannels.anonymous(roots, address).directExecutor().build();
    NodeCAGrpc.NodeCAStub authority =
        NodeCAGrpc.newStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    Answer<IssueNodeCertificateResponse> issued = new Answer<>();
    authority.issueNodeCertificate(IssueNodeCertificateRequest.newBuilder()
        .setCsr(ByteString.copyFrom(CertificateRequest.create(pair))).setToken(token.text()).build(), issued);
    return issued.future()
        .thenCompose(node -> status(authority, node.getNodeId()))
        .whenComplete((told, failure) -> channel.shutdown())
        .thenApply(told -> NodeCredentials.verified(
            told.getCertificate().getCertificate().toByteArray(), pair.getPrivate(), roots, Instant.now()));
  }

  /** The manager answers once the certificate is final; an answer before that is asked for again. */
  private static CompletableFuture<NodeCertificateStatusResponse> status(
      NodeCAGrpc.NodeCAStub authority, String nodeId) {
    Answer<NodeCertificateStatusResponse> answer = new Answer<>();
    authority.nodeCertificateStatus(NodeCertificateStatusRequest.newBuilder().setNodeId(nodeId).build(), answer);
    return answer.future().thenCompose(told -> switch (told.getStatus().getState()) {
      case ISSUED -> CompletableFuture.completedFuture(told);
      case FAILED -> CompletableFuture.failedFuture(
          new IdentityException("the certificate was refused: " + told.getStatus().getErr()));
      default -> status(authority, nodeId);
    });
  }
}
