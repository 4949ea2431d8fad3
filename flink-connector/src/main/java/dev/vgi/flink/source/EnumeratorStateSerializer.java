package dev.vgi.flink.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The enumerator's state in checkpoints. */
final class EnumeratorStateSerializer implements SimpleVersionedSerializer<EnumeratorState> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(EnumeratorState state) throws IOException {
        var out = new DataOutputSerializer(1024);
        out.writeBoolean(state.isListed());
        out.writeInt(state.pending().size());
        for (VgiSplit split : state.pending()) {
            VgiSplitSerializer.write(split, out);
        }
        out.writeInt(state.known().size());
        for (String name : state.known()) {
            VgiSplitSerializer.writeText(name, out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public EnumeratorState deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("found an enumerator's state of version " + version + ", expected " + VERSION
                    + ": the checkpoint was written by a newer connector");
        }
        var in = new StateInput("an enumerator's state", bytes);
        boolean isListed = in.flag("mark of the first listing");
        int pendingCount = in.count("number of splits", VgiSplitSerializer.LEAST_BYTES);
        List<VgiSplit> pending = new ArrayList<>();
        for (int i = 0; i < pendingCount; i++) {
            pending.add(VgiSplitSerializer.read(in));
        }
        int knownCount = in.count("number of names", Integer.BYTES);
        Set<String> known = new LinkedHashSet<>();
        for (int i = 0; i < knownCount; i++) {
            known.add(in.text("name of a split"));
        }
        in.end();
        return new EnumeratorState(isListed, pending, known);
    }
}
