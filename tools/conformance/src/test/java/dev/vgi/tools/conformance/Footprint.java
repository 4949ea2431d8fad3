package dev.vgi.tools.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What this process holds at one moment, clients and servers alike. Linux only: it reads {@code /proc}. */
record Footprint(Map<Figure, Long> figures) {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** What is counted. */
    enum Figure {
        DESCRIPTORS("file descriptors"),
        THREADS("threads"),
        CHILDREN("child processes"),
        BATCH_BYTES("bytes of batches"),
        DIRECT_BYTES("bytes of direct buffers"),
        MAPPED_SEGMENTS("shared segments mapped"),
        SEGMENT_FILES("shared segments that nobody maps");

        private final String title;

        Figure(String title) {
            this.title = title;
        }
    }

    /**
     * Counts.
     *
     * @param batchBytes what the allocators of both sides hold
     * @param threads which threads count
     */
    static Footprint now(long batchBytes, Predicate<String> threads) {
        var figures = new EnumMap<Figure, Long>(Figure.class);
        figures.put(Figure.DESCRIPTORS, count(Path.of("/proc/self/fd")));
        figures.put(
                Figure.THREADS,
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(threads)
                        .count());
        figures.put(Figure.CHILDREN, ProcessHandle.current().descendants().count());
        figures.put(Figure.BATCH_BYTES, batchBytes);
        figures.put(
                Figure.DIRECT_BYTES,
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum());
        List<String> mapped = segmentsOf(Path.of("/proc/self/maps"));
        figures.put(Figure.MAPPED_SEGMENTS, (long) mapped.size());
        figures.put(Figure.SEGMENT_FILES, segmentFiles());
        return new Footprint(figures);
    }

    /**
     * What there is more of than in another, one line for each figure; empty where there is nothing.
     *
     * @param pooledBytes how many bytes of direct buffers more may be kept for their next use
     */
    List<String> excessOver(Footprint base, long pooledBytes) {
        var excess = new ArrayList<String>();
        figures.forEach((figure, value) -> {
            long allowed = base.figures.get(figure) + (figure == Figure.DIRECT_BYTES ? pooledBytes : 0);
            if (value > allowed) {
                excess.add("%s: %,d, which is %,d more than the %,d at the base line"
                        .formatted(figure.title, value, value - base.figures.get(figure), base.figures.get(figure)));
            }
        });
        return excess;
    }

    /** The larger of each figure. */
    Footprint highest(Footprint other) {
        var highest = new EnumMap<Figure, Long>(Figure.class);
        figures.forEach((figure, value) -> highest.put(figure, Math.max(value, other.figures.get(figure))));
        return new Footprint(highest);
    }

    /** One line for each figure: at the base line, at the highest, at the end. */
    static String table(Footprint base, Footprint highest, Footprint end) {
        var table = new StringBuilder();
        for (Figure figure : Figure.values()) {
            table.append("%-33s %,13d before, %,13d at most, %,13d after%n"
                    .formatted(
                            figure.title,
                            base.figures.get(figure),
                            highest.figures.get(figure),
                            end.figures.get(figure)));
        }
        return table.toString();
    }

    private static long count(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Segments that are left although nobody uses them, as far as this user can see. */
    private static long segmentFiles() {
        try (Stream<Path> files = Files.list(SHARED_MEMORY);
                Stream<Path> processes = Files.list(Path.of("/proc"))) {
            List<String> used = processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .flatMap(process -> segmentsOf(process.resolve("maps")).stream())
                    .toList();
            return files.filter(file -> file.getFileName().toString().startsWith("vgi_"))
                    .filter(file -> !used.contains(file.toString()))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> segmentsOf(Path maps) {
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.filter(line -> line.contains("/dev/shm/vgi_"))
                    .map(line -> line.substring(line.indexOf("/dev/shm/")).replace(" (deleted)", ""))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // The process has ended, or is another user's.
            return List.of();
        }
    }
}
