package io.github.titanembeddings.internal.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.HeaderStep.Unusable;
import io.github.titanembeddings.support.image.BrokenImages;
import io.github.titanembeddings.support.image.ByteWriter;
import io.github.titanembeddings.support.image.CountingImage;
import io.github.titanembeddings.support.image.SampleImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of content that is neither PNG nor JPEG. */
class ForeignFormatTest {
  static Stream<Arguments> beginnings() {
    return Stream.of(
        Arguments.of("RIFF\u0010\0\0\0WEBPVP8 ", "a WebP file"),
        Arguments.of("\0\0\0\u0018ftypheic\0\0\0\0", "a HEIC file"),
        Arguments.of("\0\0\0\u0018ftypmif1\0\0\0\0", "a HEIC file"),
        Arguments.of("\0\0\0\u0018ftypavif\0\0\0\0", "an AVIF file"),
        Arguments.of("\0\0\0\u0018ftypisom\0\0\0\0", "an MP4 file or another ISO media file"),
        Arguments.of("II*\0\b\0\0\0", "a TIFF file"),
        Arguments.of("%PDF-1.7\n", "a PDF file"),
        Arguments.of("<!DOCTYPE HTML><html>", "an HTML page"),
        Arguments.of("\n  <html lang='en'>", "an HTML page"),
        Arguments.of("<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG file"),
        Arguments.of("\u00EF\u00BB\u00BF<?xml version='1.0'?>", "an SVG file or other XML"),
        Arguments.of("<Error><Code>AccessDenied</Code></Error>", "markup text"),
        Arguments.of("data:image/png;base64,iVBO", "a data URI"),
        Arguments.of(
            "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", "an HTTP response with its headers"),
        Arguments.of("Content-Type: image/png\r\n\r\n", "HTTP headers"),
        Arguments.of("--x\r\nContent-Disposition: form-data; name=a\r\n", "HTTP headers"),
        Arguments.of("{\"message\":\"Forbidden\"}", "a JSON text"),
        Arguments.of("/annex/objects/SHA256E-s9--0.jpg\n", "a git-annex pointer"),
        Arguments.of("b'\\xff\\xd8\\xff\\xe0'", "the Python notation of bytes"),
        Arguments.of("\"/9j/4AAQSkZJ\"", "the base64 text of a JPEG file in quotes"),
        Arguments.of("FFD8FFE000104A46", "the hexadecimal text of an image"),
        Arguments.of("\u001F\u008B\b\0\0\0\0\0", "a gzip file"),
        Arguments.of("\u008AMNG\r\n\u001A\n", "an MNG file"),
        Arguments.of("BM is how a BMP file begins, too", "unknown content"),
        Arguments.of("hello", "unknown content"),
        Arguments.of("\u0000", "unknown content"));
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void namesAFormatByItsFirstBytes(String beginning, String name) {
    assertNamed(beginning.getBytes(ISO_8859_1), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GIF", "BMP", "TIFF"})
  void namesFormatsOfImageIoFiles(String formatName) throws IOException {
    byte[] image =
        SampleImages.encode(SampleImages.noise(BufferedImage.TYPE_INT_RGB, 9, 9), formatName);
    assertNamed(image, "a " + formatName + " file");
  }

  @Test
  void namesAnImageEncodedAsText() throws IOException {
    for (String formatName : new String[] {"PNG", "JPEG"}) {
      byte[] image = SampleImages.encode(SampleImages.quarters(9, 9), formatName);
      byte[] base64 = Base64.getEncoder().encode(image);
      assertNamed(base64, "the base64 text of a " + formatName + " file");
      assertNamed(Base64.getEncoder().encode(base64), "the base64 text of base64 text");
      assertNamed(
          new String(image, UTF_8).getBytes(UTF_8), "binary data damaged by a conversion to text");
    }
  }

  @Test
  void hasNoNameWithoutBytes() {
    assertThat(read(new byte[0])).isEqualTo(new Unusable("image.empty", "0 bytes"));
  }

  private static HeaderStep read(byte[] image) {
    return WindowedReader.read(image, 64);
  }

  private static Unusable assertNamed(byte[] image, String name) {
    Unusable unusable = (Unusable) read(image);
    assertThat(unusable.code()).isEqualTo("image.unsupported-format");
    assertThat(unusable.found()).isEqualTo(name);
    return unusable;
  }

  @ParameterizedTest
  @CsvSource({
    "lead_newline.jpg, a line break before a JPEG file, remove the byte before it",
    "lfs_pointer.jpg, a Git LFS pointer, run git lfs pull to replace the pointer with the file"
  })
  void namesTheFormatWithTheRemedy(String file, String name, String remedy) throws IOException {
    assertThat(assertNamed(BrokenImages.read(file), name).remedy()).isEqualTo(remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "'\u00EF\u00BB\u00BF', a byte order mark",
    "'\r\n\r\n', a line break",
    "'\t ', white space"
  })
  void namesBytesBeforeAnImage(String prefix, String name) throws IOException {
    byte[] before = prefix.translateEscapes().getBytes(ISO_8859_1);
    for (String formatName : new String[] {"PNG", "JPEG"}) {
      byte[] image = SampleImages.encode(SampleImages.quarters(9, 9), formatName);
      byte[] both = new ByteWriter().bytes(before).bytes(image).toBytes();
      Unusable unusable = assertNamed(both, name + " before a " + formatName + " file");
      assertThat(unusable.remedy()).isEqualTo("remove the " + before.length + " bytes before it");
      assertThat(unusable.isConvertible()).isFalse();
    }
  }

  @Test
  void namesAnyPrefixOfAnImageOrText() throws IOException {
    Random random = new Random(5);
    List<byte[]> samples = new ArrayList<>();
    beginnings().forEach(each -> samples.add(((String) each.get()[0]).getBytes(ISO_8859_1)));
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
      bytes = Arrays.copyOf(bytes, random.nextInt(80));
      for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) " \n\uFEFF<{\"\0\u00FF".charAt(random.nextInt(8));
      }
      HeaderStep step = ImageHeaderParser.read(new CountingImage(bytes));
      assertThat(step).isInstanceOf(Unusable.class);
    }
  }
}
