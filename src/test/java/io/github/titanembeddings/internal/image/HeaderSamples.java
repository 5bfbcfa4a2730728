package io.github.titanembeddings.internal.image;

import static java.awt.image.BufferedImage.TYPE_4BYTE_ABGR;
import static java.awt.image.BufferedImage.TYPE_BYTE_BINARY;
import static java.awt.image.BufferedImage.TYPE_BYTE_GRAY;
import static java.awt.image.BufferedImage.TYPE_BYTE_INDEXED;
import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static java.awt.image.BufferedImage.TYPE_USHORT_GRAY;

import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.ExifBytes;
import io.github.titanembeddings.support.image.JpegBytes;
import io.github.titanembeddings.support.image.OtherEncoders;
import io.github.titanembeddings.support.image.PngBytes;
import io.github.titanembeddings.support.image.SampleImages;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Valid PNG and JPEG files of many kinds, by several encoders or assembled by hand. */
final class HeaderSamples {
  private HeaderSamples() {}

  /** All of them by name. */
  static Map<String, byte[]> all() throws IOException {
    Map<String, byte[]> samples = new TreeMap<>(encoded());
    samples.putAll(jpegs());
    samples.putAll(pngs());
    samples.putAll(OtherEncoders.all());
    return samples;
  }

  private static Map<String, byte[]> encoded() throws IOException {
    Map<String, byte[]> samples = new TreeMap<>();
    samples.put(
        "encoded JPEG", SampleImages.encode(SampleImages.noise(TYPE_INT_RGB, 61, 47), "jpeg"));
    samples.put(
        "encoded gray JPEG", SampleImages.encode(SampleImages.noise(TYPE_BYTE_GRAY, 3, 5), "jpeg"));
    samples.put(
        "encoded progressive JPEG",
        SampleImages.encodeProgressive(SampleImages.noise(TYPE_INT_RGB, 1, 900), "jpeg"));
    int[] types = {
      TYPE_INT_RGB,
      TYPE_4BYTE_ABGR,
      TYPE_BYTE_GRAY,
      TYPE_USHORT_GRAY,
      TYPE_BYTE_INDEXED,
      TYPE_BYTE_BINARY
    };
    for (int type : types) {
      samples.put(
          "encoded PNG of type " + type,
          SampleImages.encode(SampleImages.noise(type, 33, 21), "png"));
    }
    samples.put(
        "encoded interlaced PNG",
        SampleImages.encodeProgressive(SampleImages.noise(TYPE_INT_RGB, 20, 30), "png"));
    return samples;
  }

  private static Map<String, byte[]> jpegs() {
    byte[] thumbnail = new JpegBytes().jfif().frame(160, 120).scanAndEnd();
    byte[] exif =
        new ByteWriter().bytes(ExifBytes.orientation(6)).bytes(thumbnail).zeros(50_000).toBytes();
    JpegBytes manyProfiles = new JpegBytes().jfif();
    IntStream.range(0, 40).forEach(i -> manyProfiles.segment(0xE2, new byte[60_000]));
    Map<String, byte[]> samples = new TreeMap<>();
    samples.put("plain JPEG", new JpegBytes().jfif().frame(640, 480).scanAndEnd());
    samples.put("JPEG without JFIF", new JpegBytes().frame(65_535, 65_535).scanAndEnd());
    samples.put(
        "CMYK JPEG",
        new JpegBytes().adobe(0).frame(JpegBytes.SOF_BASELINE, 8, 9, 7, 4).scanAndEnd());
    samples.put(
        "YCCK JPEG",
        new JpegBytes().adobe(2).frame(JpegBytes.SOF_PROGRESSIVE, 8, 9, 7, 4).scanAndEnd());
    samples.put(
        "12-bit JPEG",
        new JpegBytes().jfif().frame(JpegBytes.SOF_EXTENDED, 12, 512, 256, 1).scanAndEnd());
    samples.put("lossless JPEG", new JpegBytes().frame(0xC3, 16, 12, 34, 1).scanAndEnd());
    samples.put("arithmetic JPEG", new JpegBytes().frame(0xC9, 8, 12, 34, 3).scanAndEnd());
    samples.put(
        "JPEG with tables first",
        new JpegBytes()
            .jfif()
            .segment(0xDB, new byte[65])
            .segment(0xC4, new byte[28])
            .segment(0xDD, new byte[] {0, 8})
            .frame(320, 200)
            .scanAndEnd());
    samples.put(
        "JPEG with fill bytes",
        new JpegBytes().raw(0xFF, 0xFF, 0xFF).jfif().raw(0xFF, 0xFF).frame(99, 98).scanAndEnd());
    samples.put(
        "JPEG with stray bytes",
        new JpegBytes().jfif().raw(0, 17, 0xFF, 0, 5).frame(99, 98).scanAndEnd());
    samples.put(
        "JPEG with a 60 KB comment", new JpegBytes().comment(60_000).frame(7, 8).scanAndEnd());
    samples.put(
        "JPEG with a thumbnail in 50 KB of EXIF",
        new JpegBytes().exif(exif).frame(4000, 3000).scanAndEnd());
    samples.put("JPEG with a long color profile", manyProfiles.frame(77, 66).scanAndEnd());
    samples.put(
        "JPEG with XMP before EXIF",
        new JpegBytes()
            .segment(0xE1, new ByteWriter().text("http://ns.adobe.com/xap/1.0/\0<x/>").toBytes())
            .exif(ExifBytes.orientation(5, ByteOrder.LITTLE_ENDIAN, 26, 3))
            .frame(5, 4)
            .scanAndEnd());
    samples.put("JPEG with a far directory", orientedJpeg(3, ByteOrder.BIG_ENDIAN, 40_000, 30));
    samples.put("JPEG with many tags", orientedJpeg(4, ByteOrder.LITTLE_ENDIAN, 8, 200));
    for (int orientation = 1; orientation <= 8; orientation++) {
      samples.put(
          "little-endian JPEG of orientation " + orientation,
          orientedJpeg(orientation, ByteOrder.LITTLE_ENDIAN, 8, 4));
      samples.put(
          "big-endian JPEG of orientation " + orientation,
          orientedJpeg(orientation, ByteOrder.BIG_ENDIAN, 8, 4));
    }
    samples.put(
        "JPEG with junk behind the end",
        new ByteWriter()
            .bytes(new JpegBytes().jfif().frame(31, 32).scanAndEnd())
            .zeros(500)
            .bytes(thumbnail)
            .toBytes());
    return samples;
  }

  private static byte[] orientedJpeg(int orientation, ByteOrder order, int directory, int tags) {
    byte[] exif = ExifBytes.orientation(orientation, order, directory, tags);
    return new JpegBytes().jfif().exif(exif).frame(300, 200).scanAndEnd();
  }

  private static Map<String, byte[]> pngs() {
    byte[] text = new ByteWriter().text("Comment\0").zeros(30_000).toBytes();
    byte[] animation = new ByteWriter().u32(2).u32(0).toBytes();
    byte[] palette = new byte[12];
    Map<String, byte[]> samples = new TreeMap<>();
    samples.put("plain PNG", new PngBytes().header(640, 480).dataAndEnd());
    samples.put("huge PNG", new PngBytes().header(Integer.MAX_VALUE, 1).dataAndEnd());
    samples.put("16-bit PNG", new PngBytes().header(40, 30, 16, 2, 0).dataAndEnd());
    samples.put("interlaced PNG", new PngBytes().header(40, 30, 8, 6, 1).dataAndEnd());
    samples.put("gray PNG with alpha", new PngBytes().header(40, 30, 16, 4, 0).dataAndEnd());
    samples.put(
        "PNG with a transparent gray",
        new PngBytes().header(40, 30, 8, 0, 0).chunk("tRNS", new byte[2]).dataAndEnd());
    samples.put(
        "PNG with a transparent palette",
        new PngBytes()
            .header(40, 30, 8, 3, 0)
            .chunk("PLTE", palette)
            .chunk("tRNS", new byte[4])
            .dataAndEnd());
    samples.put(
        "animated PNG", new PngBytes().header(40, 30).chunk("acTL", animation).dataAndEnd());
    samples.put(
        "PNG with EXIF behind long texts",
        new PngBytes()
            .header(40, 30)
            .chunk("tEXt", text)
            .chunk("tEXt", text)
            .chunk("eXIf", ExifBytes.orientation(8, ByteOrder.LITTLE_ENDIAN, 20_000, 17))
            .dataAndEnd());
    return samples;
  }
}
