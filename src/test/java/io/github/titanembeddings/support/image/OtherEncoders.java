package io.github.titanembeddings.support.image;

import static java.awt.image.BufferedImage.TYPE_BYTE_GRAY;
import static java.awt.image.BufferedImage.TYPE_INT_RGB;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/** Whole files by three encoders: Pillow, TwelveMonkeys, and the JDK's with unusual settings. */
public final class OtherEncoders {
  /** Files written by Pillow with libjpeg and zlib, by descriptive names. */
  private static final Path PILLOW = Path.of("src/test/resources/images");

  private static final String JPEG_METADATA = "javax_imageio_jpeg_image_1.0";

  private OtherEncoders() {}

  public static Map<String, byte[]> all() throws IOException {
    Map<String, byte[]> samples = new TreeMap<>();
    for (Path file : pillow()) {
      samples.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
    }
    samples.put("TwelveMonkeys CMYK JPEG", twelveMonkeys(cmyk(37, 19), false));
    samples.put("TwelveMonkeys JPEG", twelveMonkeys(rgb(38, 20), false));
    samples.put("TwelveMonkeys progressive JPEG", twelveMonkeys(rgb(39, 21), true));
    samples.put("JDK JPEG with restart markers", withRestarts(64, 48, 4));
    samples.put("JDK JPEG with a thumbnail in 60 KB of EXIF", withThumbnail());
    samples.put("JDK JPEG with a thumbnail in JFXX", withJfxx());
    return samples;
  }

  private static List<Path> pillow() throws IOException {
    try (Stream<Path> files = Files.list(PILLOW)) {
      return files.sorted().toList();
    }
  }

  private static IIOImage rgb(int width, int height) {
    return new IIOImage(SampleImages.noise(TYPE_INT_RGB, width, height), null, null);
  }

  /** Four unconverted samples per pixel. */
  private static IIOImage cmyk(int width, int height) {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    byte[] inks = new byte[4 * width * height];
    new Random(3).nextBytes(inks);
    raster.setDataElements(0, 0, width, height, inks);
    return new IIOImage(raster, null, null);
  }

  private static byte[] twelveMonkeys(IIOImage image, boolean progressive) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getName().startsWith("com.twelvemonkeys.")) {
        return SampleImages.encode(writer, image, progressive);
      }
    }
    throw new AssertionError("TwelveMonkeys is not on the class path");
  }

  private static byte[] withRestarts(int width, int height, int interval) throws IOException {
    BufferedImage image = SampleImages.noise(TYPE_BYTE_GRAY, width, height);
    ImageWriter writer = jdkWriter();
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(JPEG_METADATA);
    IIOMetadataNode restarts = new IIOMetadataNode("dri");
    restarts.setAttribute("interval", String.valueOf(interval));
    root.getElementsByTagName("markerSequence").item(0).appendChild(restarts);
    metadata.setFromTree(JPEG_METADATA, root);
    return SampleImages.encode(writer, new IIOImage(image, null, metadata), false);
  }

  /** A whole image behind an EXIF segment in which another whole image is. */
  private static byte[] withThumbnail() throws IOException {
    byte[] thumbnail = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 160, 120), "jpeg");
    byte[] exif =
        new ByteWriter()
            .text("Exif\0\0")
            .bytes(ExifBytes.orientation(3))
            .bytes(thumbnail)
            .zeros(60_000 - thumbnail.length)
            .toBytes();
    return behindStart(0xE1, exif);
  }

  private static byte[] withJfxx() throws IOException {
    byte[] thumbnail = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 16, 12), "jpeg");
    return behindStart(0xE0, new ByteWriter().text("JFXX\0").u8(0x10).bytes(thumbnail).toBytes());
  }

  private static byte[] behindStart(int marker, byte[] content) throws IOException {
    byte[] image = SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 400, 300), "jpeg");
    return new ByteWriter()
        .bytes(new JpegBytes().segment(marker, content).toBytes())
        .bytes(Arrays.copyOfRange(image, 2, image.length))
        .toBytes();
  }

  private static ImageWriter jdkWriter() {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
    ImageWriter writer = writers.next();
    while (!writer.getClass().getName().startsWith("com.sun.")) {
      writer = writers.next();
    }
    return writer;
  }
}
