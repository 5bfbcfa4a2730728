package io.github.titanembeddings.langchain4j;

import dev.langchain4j.data.message.ImageContent;
import io.github.titanembeddings.support.Png;
import java.util.Base64;

/** Images as LangChain4j takes them. */
final class Images {
  private Images() {}

  static String base64() {
    return Base64.getEncoder().encodeToString(Png.black(64));
  }

  static ImageContent png() {
    return ImageContent.from(base64(), "image/png");
  }
}
