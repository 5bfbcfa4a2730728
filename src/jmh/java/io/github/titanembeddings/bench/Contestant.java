package io.github.titanembeddings.bench;

import java.net.URI;

/**
 * The compared implementations. Each starts with the text or the image bytes, except the bare AWS
 * SDK.
 */
public enum Contestant {
  /** This library. */
  LIBRARY("this library", true) {
    @Override
    Embedder embedder(URI endpoint, Payload payload) {
      return Embedders.library(endpoint, payload);
    }
  },
  /** The AWS SDK alone: the body is prepared, the reply is not read. */
  BARE_SDK("AWS SDK alone, body ready, reply unread", true) {
    @Override
    Embedder embedder(URI endpoint, Payload payload) {
      return Embedders.bareSdk(endpoint, payload);
    }
  },
  /** The AWS SDK and the cheapest way to build a body; the reply is not read. */
  ONE_COPY("AWS SDK and one copy, reply unread", true) {
    @Override
    Embedder embedder(URI endpoint, Payload payload) {
      return Embedders.oneCopy(endpoint, payload);
    }
  },
  /** The same, with the reply read by Jackson's parser into an array. */
  ONE_COPY_READ("AWS SDK and one copy, reply read", true) {
    @Override
    Embedder embedder(URI endpoint, Payload payload) {
      return Embedders.oneCopyRead(endpoint, payload);
    }
  },
  /** The AWS SDK as in its samples: base64 and JSON as strings, the reply as a tree. */
  SAMPLE("AWS SDK as in samples", true) {
    @Override
    Embedder embedder(URI endpoint, Payload payload) {
      return Embedders.sample(endpoint, payload);
    }
  },
  /** Spring AI. */
  SPRING_AI("Spring AI 1.1.8", true) {
    @Override
    Embedder embedder(URI endpoint, Payload payload) {
      return Frameworks.springAi(endpoint, payload);
    }
  },
  /** LangChain4j, which embeds text only. */
  LANGCHAIN4J("LangChain4j 1.16.3", false) {
    @Override
    Embedder embedder(URI endpoint, Payload payload) {
      return Frameworks.langChain4j(endpoint, payload);
    }
  };

  private final String label;
  private final boolean embedsImages;

  Contestant(String label, boolean embedsImages) {
    this.label = label;
    this.embedsImages = embedsImages;
  }

  abstract Embedder embedder(URI endpoint, Payload payload);

  boolean embeds(Payload payload) {
    return embedsImages || payload.isText();
  }

  @Override
  public String toString() {
    return label;
  }
}
