package io.github.titanembeddings.finetune.dataset.content;

import com.sun.management.OperatingSystemMXBean;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Checks a clean set, in which nothing should be found, and measures the time beside that of
 * decoding the same files with ImageIO: {@code ContentEvaluation 1000}, or {@code ContentEvaluation
 * 200 2048} for images with a longer side of 2,048 pixels, and a shorter one of at least 256.
 *
 * <p>The set has no checkerboards: of many, two are crops of each other, so copies by definition
 * (see {@link PixelProof}).
 */
public final class ContentEvaluation {
  private static final int ROUNDS = 3;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ContentEvaluation() {}

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory(Path.of("target"), "content");
    ContentFolder set = new ContentFolder(folder);
    for (int i = 0; i < count; i++) {
      BufferedImage image = ContentFolder.image(i);
      if (args.length > 1) {
        double longer = Math.max(image.getWidth(), image.getHeight());
        double shorter = Math.min(image.getWidth(), image.getHeight());
        double side = Double.parseDouble(args[1]);
        image = ImageEdits.resized(image, Math.max(side / longer, 256.01 / shorter));
      }
      set.addClean(i, ContentFolder.encoded(i, image));
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    for (int round = 0; round < ROUNDS; round++) {
      measured("ImageIO", count, () -> decode(files));
      DatasetReport report = measured("content checks", count, set::check);
      ContentFolder.findings(report).forEach(System.out::println);
      System.out.println(report.found().size() + " findings");
    }
  }

  private static Void decode(List<Path> files) throws Exception {
    ForkJoinPool pool = new ForkJoinPool(Runtime.getRuntime().availableProcessors());
    pool.submit(() -> files.parallelStream().forEach(ContentEvaluation::decode)).get();
    pool.shutdown();
    return null;
  }

  private static void decode(Path file) {
    try {
      ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <T> T measured(String what, int images, Callable<T> work) throws Exception {
    long start = System.nanoTime();
    long cpu = SYSTEM.getProcessCpuTime();
    T result = work.call();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %,d images, %.1f images/s, CPU %.2f ms per image%n",
        what,
        images,
        images / seconds,
        1000 * cpuSeconds / images);
    return result;
  }
}
