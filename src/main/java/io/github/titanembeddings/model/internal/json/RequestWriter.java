package io.github.titanembeddings.model.internal.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.PreparedRequest;
import io.github.titanembeddings.model.internal.WireNames;
import io.github.titanembeddings.model.internal.image.ImageProblems;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.OptionalInt;

/** Writes a request as the JSON body of InvokeModel, into one array of exactly its size. */
public final class RequestWriter {
  private static final byte[] NOTHING = {};

  private RequestWriter() {}

  /**
   * The body of a request.
   *
   * @throws InvalidRequestException if it is larger than the limits allow, or the image can't be
   *     read or has changed since it was looked at
   */
  public static byte[] write(PreparedRequest request) {
    long imageLength =
        request.image().map(image -> Base64Slices.encodedLength(image.byteCount())).orElse(0L);
    requireShortText(request, imageLength);
    byte[] before = beforeImage(request);
    byte[] after = afterImage(request);
    requireAllowed(request, (long) before.length + after.length, imageLength);

    byte[] body = new byte[(int) (before.length + imageLength + after.length)];
    System.arraycopy(before, 0, body, 0, before.length);
    request.image().ifPresent(image -> writeImage(request, image, body, before.length));
    System.arraycopy(after, 0, body, body.length - after.length, after.length);
    return body;
  }

  private static byte[] beforeImage(PreparedRequest request) {
    byte[] text = request.text().map(JsonStringEncoder.getInstance()::quoteAsUTF8).orElse(NOTHING);
    ByteArrayOutputStream json = new ByteArrayOutputStream(text.length + 40);
    json.write('{');
    if (request.text().isPresent()) {
      json.writeBytes(ascii("\"" + WireNames.INPUT_TEXT + "\":\""));
      json.writeBytes(text);
      json.write('"');
    }
    if (request.image().isPresent()) {
      json.writeBytes(ascii((json.size() > 1 ? "," : "") + "\"" + WireNames.INPUT_IMAGE + "\":\""));
    }
    return json.toByteArray();
  }

  private static byte[] afterImage(PreparedRequest request) {
    StringBuilder json = new StringBuilder(request.image().isPresent() ? "\"" : "");
    OptionalInt length = request.request().embeddingConfig().explicitOutputEmbeddingLength();
    if (length.isPresent()) {
      json.append(",\"")
          .append(WireNames.EMBEDDING_CONFIG)
          .append("\":{\"")
          .append(WireNames.OUTPUT_EMBEDDING_LENGTH)
          .append("\":")
          .append(length.getAsInt())
          .append('}');
    }
    return ascii(json.append('}').toString());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static void writeImage(
      PreparedRequest request, ImageInfo image, byte[] body, int offset) {
    long found;
    try (InputStream bytes = request.openImage()) {
      found = Base64Slices.encode(bytes, image.byteCount(), body, offset);
    } catch (IOException e) {
      throw ImageProblems.unreadable(label(request), e);
    }
    if (found != image.byteCount()) {
      throw ImageProblems.changed(label(request), image.byteCount(), found);
    }
  }

  private static String label(PreparedRequest request) {
    return request.request().image().map(ImageInput::toString).orElse("the image");
  }

  /** Refuses a text that is too long by itself, before it is copied. */
  private static void requireShortText(PreparedRequest request, long imageLength) {
    int textLength = request.text().map(String::length).orElse(0);
    if (textLength > request.request().limits().get(Limit.BODY_BYTES)) {
      requireAllowed(request, textLength, imageLength);
    }
  }

  private static void requireAllowed(PreparedRequest request, long rest, long imageLength) {
    long max = request.request().limits().get(Limit.BODY_BYTES);
    if (rest + imageLength <= max) {
      return;
    }
    throw new InvalidRequestException(
        Violation.error("body", ViolationCodes.BODY_TOO_LARGE)
            .actual(String.format(Locale.ROOT, "%,d bytes of JSON", rest + imageLength))
            .limit(request.request().limits().describe(Limit.BODY_BYTES))
            .remedy(remedy(request, imageLength, (max - rest) / 4 * 3))
            .build());
  }

  private static String remedy(PreparedRequest request, long imageLength, long largestImage) {
    if (imageLength == 0) {
      return "shorten the text";
    }
    if (largestImage <= 0) {
      return "shorten the text: there is no room for an image";
    }
    boolean fitted = request.request().imageFit() == ImageFit.DOWNSCALE;
    return String.format(
        Locale.ROOT,
        "the largest image that fits%s is %,d bytes; make it smaller%s",
        request.text().isPresent() ? " with this text" : "",
        largestImage,
        fitted ? "" : ", or set ImageFit.DOWNSCALE");
  }
}
