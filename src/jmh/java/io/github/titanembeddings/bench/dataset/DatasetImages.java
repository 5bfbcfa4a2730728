package io.github.titanembeddings.bench.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.OperatingSystemMXBean;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Measures the time per image of a validator, of ImageIO for the size alone, and of a full decode.
 * The files are in the page cache. The first rounds warm up the JVM; the last ones count.
 */
public final class DatasetImages {
  private static final int IMAGES = 20_000;
  private static final int PLAIN_ROUNDS = 12;
  private static final int PROFILE_ROUNDS = 4;

  /** The measured operation on some images. */
  private interface Work {
    void run(int images) throws IOException;
  }

  private DatasetImages() {}

  /** Argument: an empty folder for the images. */
  public static void main(String[] args) throws IOException {
    useOwnReaders();
    for (boolean profile : new boolean[] {false, true}) {
      Path folder = Files.createDirectories(Path.of(args[0], profile ? "srgb" : "plain"));
      write(folder, profile);
      int rounds = profile ? PROFILE_ROUNDS : PLAIN_ROUNDS;
      for (int round = 0; round < rounds; round++) {
        measure(folder, profile, round % 2 == 0);
      }
    }
  }

  private static void write(Path folder, boolean profile) throws IOException {
    byte[] jpeg = TestImages.jpeg(1024, 768);
    byte[] whole = profile ? withProfile(jpeg) : jpeg;
    try (ManifestWriter manifest = ManifestWriter.to(folder.resolve("train.jsonl"))) {
      for (int i = 0; i < IMAGES; i++) {
        byte[] comment = ("image " + i).getBytes(ISO_8859_1); // no two images are the same
        Files.write(folder.resolve(i + ".jpg"), withSegment(whole, 0xFE, comment));
        manifest.write(TrainingExample.of("s3://bench/" + i + ".jpg", "image " + i));
      }
    }
  }

  /** Deregisters the readers of test plug-ins, which would precede the JDK's. */
  private static void useOwnReaders() {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    List<ImageReaderSpi> plugIns = new ArrayList<>();
    registry
        .getServiceProviders(ImageReaderSpi.class, false)
        .forEachRemaining(
            reader -> {
              if (!reader.getPluginClassName().startsWith("com.sun.imageio.")) {
                plugIns.add(reader);
              }
            });
    plugIns.forEach(registry::deregisterServiceProvider);
  }

  private static byte[] withProfile(byte[] jpeg) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("ICC_PROFILE\0\1\1".getBytes(ISO_8859_1));
    content.writeBytes(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
    return withSegment(jpeg, 0xE2, content.toByteArray());
  }

  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    int length = 2 + content.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 20); // SOI and the JFIF segment
    out.write(0xFF);
    out.write(marker);
    out.write(length >> 8);
    out.write(length);
    out.writeBytes(content);
    out.write(jpeg, 20, jpeg.length - 20);
    return out.toByteArray();
  }

  /** Measures both in alternating order; ImageIO reads on one thread. */
  private static void measure(Path folder, boolean profile, boolean first) throws IOException {
    Work sizes = images -> forAll(folder, images, false);
    int sizesRead = profile ? 100 : IMAGES;
    Cost before = first ? null : cost(sizesRead, sizes);
    Cost validator = cost(IMAGES, images -> validate(folder));
    Cost size = before == null ? cost(sizesRead, sizes) : before;
    Cost decode = cost(20, images -> forAll(folder, images, true));
    System.out.printf(
        Locale.ROOT,
        "%s, elapsed (CPU) an image: validator %,.1f (%,.1f) us, ImageIO's size %,.1f (%,.1f) us:"
            + " %.1f x (%.1f x), full decode %,.0f us (%.0f x)%n",
        profile ? "with an sRGB profile" : "without a profile",
        validator.micros,
        validator.cpuMicros,
        size.micros,
        size.cpuMicros,
        size.micros / validator.micros,
        size.cpuMicros / validator.cpuMicros,
        decode.micros,
        decode.micros / validator.micros);
  }

  /**
   * The time per image.
   *
   * @param cpuMicros CPU time of all threads, which other load hardly affects
   * @param micros elapsed time
   */
  private record Cost(double cpuMicros, double micros) {}

  private static Cost cost(int images, Work work) throws IOException {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long cpuStart = process.getProcessCpuTime();
    work.run(images);
    double cpuMicros = (process.getProcessCpuTime() - cpuStart) / 1e3 / images;
    return new Cost(cpuMicros, (System.nanoTime() - start) / 1e3 / images);
  }

  private static void validate(Path folder) {
    DatasetReport report =
        DatasetValidator.builder()
            .training(DatasetManifest.of(folder.resolve("train.jsonl")))
            .images(LocalObjectStore.of("bench", folder))
            .build()
            .validate();
    if (report.statistics().imageWidths().count() != IMAGES) {
      throw new IllegalStateException(report.toText());
    }
    System.out.printf(
        Locale.ROOT, "%,d bytes read an image; ", report.statistics().imageBytesRead() / IMAGES);
  }

  private static void forAll(Path folder, int images, boolean decode) {
    for (int i = 0; i < images; i++) {
      read(folder.resolve(i + ".jpg"), decode);
    }
  }

  private static void read(Path file, boolean decode) {
    try (ImageInputStream stream = new FileImageInputStream(file.toFile())) {
      ImageReader reader = ImageIO.getImageReaders(stream).next();
      reader.setInput(stream, true, true);
      int found = decode ? reader.read(0).getWidth() : reader.getWidth(0) + reader.getHeight(0);
      reader.dispose();
      if (found < 1) {
        throw new IllegalStateException("no size");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
