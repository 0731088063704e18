package io.swarmd.raftstore.transport;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.swarmd.api.v1.RaftTransportGrpc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexReplyProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedOutputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.ExtensionRegistryLite;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;

/**
 * The methods of the transport's service with Ratis' own messages in place of {@code RaftFrame}: a frame has one field
 * of bytes, which on the wire is the same as an embedded message, so nothing is copied into a frame first. The service
 * keeps its schema, by which callers are authorised.
 */
final class Frames {

  private static final int FIELD = 1;
  /** Field 1, length-delimited. */
  private static final int TAG = FIELD << 3 | 2;

  static final MethodDescriptor<AppendEntriesRequestProto, AppendEntriesReplyProto> APPEND_ENTRIES =
      method(RaftTransportGrpc.getAppendEntriesMethod(), AppendEntriesRequestProto.getDefaultInstance(),
          AppendEntriesReplyProto.getDefaultInstance());
  static final MethodDescriptor<AppendEntriesRequestProto, AppendEntriesReplyProto> HEARTBEATS =
      method(RaftTransportGrpc.getHeartbeatsMethod(), AppendEntriesRequestProto.getDefaultInstance(),
          AppendEntriesReplyProto.getDefaultInstance());
  static final MethodDescriptor<RequestVoteRequestProto, RequestVoteReplyProto> REQUEST_VOTE =
      method(RaftTransportGrpc.getRequestVoteMethod(), RequestVoteRequestProto.getDefaultInstance(),
          RequestVoteReplyProto.getDefaultInstance());
  static final MethodDescriptor<StartLeaderElectionRequestProto, StartLeaderElectionReplyProto> START_ELECTION =
      method(RaftTransportGrpc.getStartLeaderElectionMethod(), StartLeaderElectionRequestProto.getDefaultInstance(),
          StartLeaderElectionReplyProto.getDefaultInstance());
  static final MethodDescriptor<ReadIndexRequestProto, ReadIndexReplyProto> READ_INDEX =
      method(RaftTransportGrpc.getReadIndexMethod(), ReadIndexRequestProto.getDefaultInstance(),
          ReadIndexReplyProto.getDefaultInstance());
  static final MethodDescriptor<InstallSnapshotRequestProto, InstallSnapshotReplyProto> INSTALL_SNAPSHOT =
      method(RaftTransportGrpc.getInstallSnapshotMethod(), InstallSnapshotRequestProto.getDefaultInstance(),
          InstallSnapshotReplyProto.getDefaultInstance());

  static final ServiceDescriptor SERVICE = ServiceDescriptor.newBuilder(RaftTransportGrpc.SERVICE_NAME)
      .setSchemaDescriptor(RaftTransportGrpc.getServiceDescriptor().getSchemaDescriptor())
      .addMethod(APPEND_ENTRIES).addMethod(HEARTBEATS).addMethod(REQUEST_VOTE)
      .addMethod(START_ELECTION).addMethod(READ_INDEX).addMethod(INSTALL_SNAPSHOT)
      .build();

  private Frames() {}

  private static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> method(
      MethodDescriptor<?, ?> declared, Q request, A reply) {
    return declared.toBuilder(new FrameMarshaller<>(request), new FrameMarshaller<>(reply)).build();
  }

  private record FrameMarshaller<M extends MessageLite>(M example) implements MethodDescriptor.Marshaller<M> {

    @Override
    public InputStream stream(M message) {
      return new FrameStream(message);
    }

    @Override
    public M parse(InputStream stream) {
      try {
        CodedInputStream in = CodedInputStream.newInstance(stream);
        in.setSizeLimit(Integer.MAX_VALUE);
        MessageLite.Builder message = example.newBuilderForType();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
          if (tag == TAG) {
            in.readMessage(message, ExtensionRegistryLite.getEmptyRegistry());
          } else {
            in.skipField(tag);
          }
        }
        @SuppressWarnings("unchecked")
        M parsed = (M) message.build();
        return parsed;
      } catch (IOException garbled) {
        throw Status.INVALID_ARGUMENT.withDescription("not a Raft frame").withCause(garbled).asRuntimeException();
      }
    }
  }

  /** A frame on its way out; written straight into gRPC's buffers. */
  private static final class FrameStream extends InputStream implements Drainable, KnownLength {

    private MessageLite message;
    private ByteArrayInputStream rest;

    FrameStream(MessageLite message) {
      this.message = message;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int size = available();
      if (message != null) {
        CodedOutputStream out = CodedOutputStream.newInstance(target);
        out.writeMessage(FIELD, message);
        out.flush();
        message = null;
      } else if (rest != null) {
        rest.transferTo(target);
      }
      return size;
    }

    @Override
    public int available() {
      if (message != null) {
        return CodedOutputStream.computeMessageSize(FIELD, message);
      }
      return rest == null ? 0 : rest.available();
    }

    @Override
    public int read() throws IOException {
      return bytes().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return bytes().read(target, offset, length);
    }

    private ByteArrayInputStream bytes() throws IOException {
      if (rest == null) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(available());
        drainTo(whole);
        rest = new ByteArrayInputStream(whole.toByteArray());
      }
      return rest;
    }
  }
}
