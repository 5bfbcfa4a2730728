package io.github.titanembeddings.internal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.internal.image.ImageFitter.FittedImage;
import io.github.titanembeddings.internal.image.ImageFitter.TargetSize;
import io.github.titanembeddings.support.image.BrokenImages;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.PngBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ImageIO's readers do not notice the end of the stream's window. */
class ImageDataStreamTest {
  private static final int WINDOW = 16 * 1024;
  private static final TargetSize GOAL =
      new TargetSize(16, Long.MAX_VALUE, 100_000, DecodeLimits.ofPixels(100_000_000));

  @Test
  void readsAPngWhoseChunkHeaderCrossesAWindow() throws Exception {
    FittedImage fitted =
        ImageFitter.fit(new CountingImage(BrokenImages.read("straddle.png")), GOAL);

    assertThat(fitted.originalWidth()).isEqualTo(4200);
    assertThat(fitted.width()).isEqualTo(16);
  }

  @Test
  void readsAPngWithChunksAnywhere() throws Exception {
    byte[] png =
        SampleImages.encode(SampleImages.noise(BufferedImage.TYPE_INT_RGB, 100, 100), "png");
    assertThat(png.length).as("a single IDAT chunk").isLessThan(32_768);
    byte[] pixels = Arrays.copyOfRange(png, 41, png.length - 16);
    BufferedImage expected = SampleImages.decode(png);
    Random random = new Random(11);
    for (int i = 0; i < 60; i++) {
      int secondChunk = WINDOW * (1 + random.nextInt(3)) - 12 + random.nextInt(16);
      byte[] chunked = withSecondChunkAt(png, pixels, secondChunk);
      assertSamePixels(chunked, expected);
    }
  }

  private static byte[] withSecondChunkAt(byte[] png, byte[] pixels, int secondChunk) {
    int first = secondChunk - 33 - 12;
    PngBytes chunked = new PngBytes().chunk("IHDR", Arrays.copyOfRange(png, 16, 29));
    if (first > pixels.length) {
      int filler = first - 100 - 12;
      chunked.chunk("tEXt", new byte[filler]);
      first = 100;
    }
    return chunked
        .chunk("IDAT", Arrays.copyOf(pixels, first))
        .chunk("IDAT", Arrays.copyOfRange(pixels, first, pixels.length))
        .chunk("IEND", new byte[0])
        .toBytes();
  }

  private static void assertSamePixels(byte[] image, BufferedImage expected) throws Exception {
    ImageDecoder.Decoded decoded =
        new ImageDecoder(
                new CountingImage(image),
                ImageHeaderParser.read(new CountingImage(image)),
                10_000,
                DecodeLimits.ofPixels(1_000_000))
            .decode();
    int width = expected.getWidth();
    int height = expected.getHeight();
    assertThat(decoded.image().getRGB(0, 0, width, height, null, 0, width))
        .isEqualTo(expected.getRGB(0, 0, width, height, null, 0, width));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 9, 13, 22, 60, 121, 127})
  void readsATiffWhoseDirectoryCrossesAWindow(int before) throws Exception {
    FittedImage fitted = ImageFitter.fit(new CountingImage(tiff(WINDOW - before)), GOAL);

    assertThat(fitted.originalFormatName()).isEqualTo("TIFF");
    assertThat(fitted.width()).isEqualTo(10);
  }

  /** A gray TIFF of 10 x 10 pixels with its directory at a position. */
  private static byte[] tiff(int directory) {
    int[][] tags = {
      {256, 10}, {257, 10}, {258, 8}, {259, 1}, {262, 1}, {273, 8}, {277, 1}, {278, 10}, {279, 100}
    };
    ByteBuffer tiff = ByteBuffer.allocate(directory + 2 + tags.length * 12 + 4);
    tiff.putInt(0x4D4D002A).putInt(directory).position(directory);
    tiff.putShort((short) tags.length);
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
    }
    return tiff.putInt(0).array();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13, 64, 1000})
  void agreesWithTheJdkStreamForAnyWindow(int window) throws IOException {
    Random random = new Random(window);
    for (int round = 0; round < 200; round++) {
      byte[] data = new byte[random.nextInt(200)];
      random.nextBytes(data);
      try (ImageInputStream expected =
              new MemoryCacheImageInputStream(new ByteArrayInputStream(data));
          ImageInputStream actual =
              new ImageDataStream(new CountingImage(data), List.of(), window)) {
        long seed = random.nextLong();
        assertThat(run(actual, data.length, new Random(seed)))
            .isEqualTo(run(expected, data.length, new Random(seed)));
      }
    }
  }

  /** Random reads and seeks, and the result of each. */
  private static List<Object> run(ImageInputStream stream, int length, Random random)
      throws IOException {
    List<Object> results = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      try {
        results.add(step(stream, length, random));
      } catch (EOFException e) {
        results.add("end");
        stream.seek(random.nextInt(length + 1));
      }
      results.add(stream.getStreamPosition());
    }
    return results;
  }

  private static Object step(ImageInputStream stream, int length, Random random)
      throws IOException {
    byte[] target = new byte[random.nextInt(100)];
    return switch (random.nextInt(9)) {
      case 0 -> stream.read();
      // At the end, and for no bytes, implementations differ between 0 and -1.
      case 1 -> Math.max(stream.read(target, 0, target.length), 0) + Arrays.toString(target);
      case 2 -> {
        stream.readFully(target);
        yield Arrays.toString(target);
      }
      case 3 -> {
        stream.setByteOrder(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        yield stream.readInt();
      }
      case 4 -> stream.readUnsignedShort();
      case 5 -> stream.readLong();
      case 6 -> stream.readBits(1 + random.nextInt(40));
      case 7 -> {
        stream.seek(random.nextInt(length + 1));
        yield "seek";
      }
      default -> stream.skipBytes(random.nextInt(50));
    };
  }

  @Test
  void readsNothingIntoAnEmptyRangeAndRejectsOneOutsideTheArray() throws IOException {
    try (ImageDataStream stream = new ImageDataStream(new CountingImage(new byte[3]))) {
      assertThat(stream.read(new byte[5], 2, 0)).isZero();
      assertThat(stream.read(new byte[5], 0, 5)).isEqualTo(3);
      assertThat(stream.read(new byte[5], 0, 5)).isEqualTo(-1);
      assertThatThrownBy(() -> stream.read(new byte[5], 3, 3))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
