package io.swarmd.raftstore;

import io.swarmd.store.ReplicatedLog.Entry;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** An entry on its way through Ratis; this member gets it back as given while its leadership lasts (A5). */
record Proposal(Entry entry, ByteString content) implements Message {

  @Override
  public ByteString getContent() {
    return content;
  }
}
