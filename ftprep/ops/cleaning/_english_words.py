"""English words that are missing from a dictionary counted in older books: computing, the web, today's usage."""

from __future__ import annotations

NEW_WORDS: tuple[str, ...] = tuple(
    """
    async asynchronously  analyzer analyzers    autocomplete  autosave autoscaling backend backends backlight backport backported backporting behaviors bitcoin bitmask bitmasks bitrate
    blockchain blog blogger bloggers blogging blogs boolean booleans breakpoint breakpoints broadband  bytecode callback callbacks catalog catalogs changelog changelogs chatbot chatbots checkbox checkboxes  checksum checksummed
    checksums   clickable clipboard codebase codec codecs  config configs configurability configurable coroutine coroutines crypto cryptocurrency cybersecurity daemon daemons dashboard dashboards dataset datasets
    dataflow datatype datatypes deallocate deallocated deallocation debugger debuggers debugging   decoding decodings decompress decompressed decompressor deduplicate deduplicated deduplication  deprecate
    deprecated deprecating deprecation dereference dereferenced dereferencing deserialization deserialize deserialized deserializer destructor destructors dhcp    downtime ebook ebooks ecommerce email emails emoji emojis
    encoding encodings endian endianness endpoint endpoints enqueue enqueued enum enums ethernet executables  extensibility facebook fallback fallbacks filename filenames filepath filesystem filesystems firewall firewalls firmware
     formatter formatters framebuffer framework frameworks freelancer freeware frontend frontends functor functors gameplay geolocation getter getters gigabyte gigabytes github google grayscale hackathon hardcode hardcoded hashtag hashtags
    homepage hostname hostnames hotfix hotspot html http hyperlink hyperlinks hyperparameter hyperparameters hypervisor impl   indexable influencer influencers initializer initializers initialisation initialisations initialization
    initializations inline inlined inlining instantiate instantiated instantiates instantiation internet interoperability interoperable ios ipad iphone iterable iterator iterators javascript  json keyboard keycode keypad keystroke keystrokes
    keyword keywords kilobyte kilobytes kubernetes laptop laptops lifecycle lifecycles  linkedin linter linux localhost localization localized lockdown login logins logout lookup lookups lossless macbook malloc malware markdown  megabyte
    megabytes memoization metadata metaprogramming microservice microservices middleware mismatch mismatched mixin mixins monorepo multicast multimedia multiplayer multiplexer multithreaded multithreading mutex mutexes namespace namespaces netflix
    newline newlines newsletter newsletters node nodes normalization normalize normalized nullable offline offset offsets online onboarding opensource optimizer optimizers overclock overflow overlay override overridden overrides overwritten pagination paginated
      parallelize param parameterize parameterized params parser parsers password passwords patchset performant pixel pixels plaintext playlist playlists plugin plugins podcast podcasts pointer pointers popup popups postgres
    precompiled preconfigured preinstalled preload preloaded preprocess preprocessed preprocessing preprocessor prerequisite prerequisites pretrained programmatically proxies proxy pseudocode python queryable quickstart readme readonly realtime rebase
    rebased recompile recompiled reconfigure reconfigured recurse recursion redirection refactor refactored refactoring regex regexes reimplement reinitialize relocatable remap renderer renderers repo repos repository reproducible rescale resize resized
    resizing retry retries retrieval reusability reusable rollback rollout router routers runtime runtimes sandbox sandboxed sandboxing scalability scalable scheduler schedulers screenshot screenshots scrollbar scrollbars searchable selfie selfies semaphore
    serializable serialization serialize serialized serializer serializers setter setters setup signup singleton smartphone smartphones smartwatch snapchat snippet snippets spam spammer spreadsheet spreadsheets sql stacktrace startup startups stderr stdin stdout
    stylesheet stylesheets subclass subclassed subclasses subdirectories subdirectory subdomain subdomains subfolder subfolders submodule submodules subnet subnets subprocess subprocesses subroutine subsystem subsystems subtree subtrees superclass
    superuser symlink symlinks synchronization synchronize synchronized synchronizes syntactically teardown telehealth templated thread threads throughput thumbnail thumbnails timeframe timestamp timestamps timezone timezones tokenization tokenize tokenized tokenizer
    tokenizers toolbar toolbars toolchain toolchains toolkit toolkits tooltip tooltips touchpad touchscreen traceback tracebacks traversal tutorial tutorials tweet tweets twitter ubuntu unallocated unary uncompressed underflow unformatted unicode
    uninitialized uninstall uninstalled uninstalling unmanaged unmount unmounted unpack unpacked unparsed unregister unregistered unsubscribe unsubscribed untrusted unzip upgrade upload uploaded uploader uploading uploads upstream uptime url urls usability usb
    username usernames utf validator validators variadic vectorize vectorized verifier viewport viewports virtualization virtualize virtualized vlog voicemail vue webcam webcams webhook webhooks webinar webinars webpage webpages website websites whitelist
    whitelisted whitespace widget widgets wifi wiki wikipedia wildcard wildcards wireless woocommerce wordpress workaround workarounds workflow workflows workspace workspaces writable xml yaml youtube zoomed couldn't wouldn't shouldn't doesn't didn't isn't
    aren't wasn't weren't haven't hasn't hadn't don't won't can't mustn't needn't i'm i've i'll i'd you're you've you'll you'd he's she's it's we're we've we'll they're they've they'll that's there's what's who's let's here's ain't y'all ok okay
    """.split()
)
