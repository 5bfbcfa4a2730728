package io.github.titanembeddings.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.OperatingSystemMXBean;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.testing.TestImages;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** The time that an image takes: a validator, ImageIO for the size alone, and a full decode. */
public final class DatasetImages {
  private static final int IMAGES = 2_000;
  private static final int CREATION_MINUTE = 33;

  /** What is timed for some images. */
  private interface Work {
    void run(int images) throws IOException;
  }

  private DatasetImages() {}

  /** Takes an empty folder to write the images to. */
  public static void main(String[] args) throws IOException {
    ImageIO.setUseCache(false);
    for (boolean profile : new boolean[] {false, true}) {
      Path folder = Files.createDirectories(Path.of(args[0], profile ? "srgb" : "plain"));
      write(folder, profile);
      for (int round = 0; round < 6; round++) {
        measure(folder, profile);
      }
    }
  }

  private static void write(Path folder, boolean profile) throws IOException {
    byte[] jpeg = TestImages.jpeg(1024, 768);
    byte[] whole = profile ? withProfile(jpeg) : jpeg;
    try (ManifestWriter manifest = ManifestWriter.to(folder.resolve("train.jsonl"))) {
      for (int i = 0; i < IMAGES; i++) {
        Files.write(folder.resolve(i + ".jpg"), whole);
        manifest.write(TrainingExample.of("s3://bench/" + i + ".jpg", "picture " + i));
      }
    }
  }

  private static byte[] withProfile(byte[] jpeg) {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    profile[CREATION_MINUTE]++; // as another program's: the JDK knows its own and is quick with it
    int length = 2 + 14 + profile.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 20); // SOI and the JFIF segment
    out.write(0xFF);
    out.write(0xE2);
    out.write(length >> 8);
    out.write(length);
    out.writeBytes("ICC_PROFILE\0\1\1".getBytes(ISO_8859_1));
    out.writeBytes(profile);
    out.write(jpeg, 20, jpeg.length - 20);
    return out.toByteArray();
  }

  private static void measure(Path folder, boolean profile) throws IOException {
    double validator = cpuMicros(IMAGES, images -> validate(folder));
    double size = cpuMicros(profile ? 200 : IMAGES, images -> forAll(folder, images, false));
    double decode = cpuMicros(50, images -> forAll(folder, images, true));
    System.out.printf(
        Locale.ROOT,
        "%s, CPU an image: validator %,.0f us, ImageIO's size %,.0f us (%.1f x), full decode %,.0f us"
            + " (%.0f x)%n",
        profile ? "with an sRGB profile" : "without a profile",
        validator,
        size,
        size / validator,
        decode,
        decode / validator);
  }

  /** CPU time of all threads, which other programs on the machine do not change. */
  private static double cpuMicros(int images, Work work) throws IOException {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = process.getProcessCpuTime();
    work.run(images);
    return (process.getProcessCpuTime() - start) / 1e3 / images;
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
    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
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
