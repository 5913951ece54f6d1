/** What `npm start -- --help` prints. */
export const help = `
云桥 Yunqiao

用法  Usage
  npm start [-- 选项 options]

选项  Options
  --demo           带演示数据启动（生产环境以外的默认）  start with demo data (default outside production)
  --no-demo        不带演示数据  start empty
  --port N         端口，默认 3000  port, default 3000
  --help           显示本说明  show this

环境变量  Environment
  PORT, HOST                端口与监听地址（3000, 0.0.0.0）  port and address to listen on
  DATA_DIR                  数据目录（data/）  data folder
  DATABASE_URL              外部 PostgreSQL 15 及以上；不设则用内置  PostgreSQL 15 or newer instead of the embedded one
  NODE_ENV=production       生产模式，必须设置 SECRET_KEY  production mode: SECRET_KEY is required
  SECRET_KEY                至少 32 个随机字符  at least 32 random characters
  SECRET_KEYS_RETIRED       更换前的 SECRET_KEY，逗号分隔  earlier ones, separated by commas
  PROVINCE_CODE             省级行政区划代码，空库时建立其窗口平台（43 湖南，none 不建）  province whose windows are made
  PUBLIC_URL, TRUST_PROXY   对外地址与前置代理层数  public address, number of proxies in front
  TLS_CERT, TLS_KEY         证书与私钥文件；本机以外用摄像头须 HTTPS  files; cameras off localhost need HTTPS
  MEDIA_ANNOUNCED_ADDRESS   浏览器可达的媒体地址，逗号分隔  addresses that browsers reach for media
  MEDIA_PORT_BASE           媒体端口起点（40000），每个媒体进程一个 UDP 与 TCP 端口  first media port, one per worker
  MEDIA_WORKERS, MEDIA_VIEWERS_PER_WORKER
                            媒体进程数与每进程观众数  media workers and viewers of each
  MEDIASOUP_WORKER_BIN      现成的 mediasoup worker  a ready mediasoup worker
  MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL
                            官方程序的镜像  mirror of mediasoup's releases
  MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD=1
                            不下载，直接本机编译  do not download, build here
  FFMPEG_PATH               现成的 ffmpeg  another ffmpeg
  XDG_CACHE_HOME            缓存位置（~/.cache）  cache for Node 24 and the media engine
  SMS_GATEWAY_URL, WECHAT_GATEWAY_URL, MESSAGE_GATEWAY_SECRET
                            短信与微信的转发网关及签名密钥  bridges for text messages and WeChat, their secret
  SMTP_URL, MAIL_FROM       发邮件的服务器与发件人  mail server and sender
  NOTICE_DAYS               应用内通知保留天数（365）  days that notices are kept in the app
  STAGE_ON_STAGE_LIMIT      一场次台上人数上限（8）  people of one session on stage
  STAGE_BACKSTAGE_LIMIT     一场次候场人数上限（12）  people of one session backstage
  STAFF_TOTP                1：有角色的人须设置动态验证码（生产环境默认）  who holds a role needs an authenticator
  OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME
                            省统一账号登录（OpenID Connect）  signing in by the provincial account
  OPERATOR_NAME, PRIVACY_TEXT_FILE
                            运营单位与隐私说明文件  who runs the platform, file with the privacy text
  ICP_RECORD, PUBLIC_SECURITY_RECORD, PUBLIC_SECURITY_URL
                            页脚的备案号  records shown in the footer
  LOG_LEVEL                 日志级别（info）  log level

其他命令  Other commands
  npm test                  安装测试所需并运行全部测试  install what tests need and run them all
  npm run check             格式、规范、类型与单元测试  format, lint, types, unit tests
  npm run bench [-- NAME]   性能测试  benches
  npm run studio-link -- SESSION
                            生成直播间链接（服务须在运行）  studio link of a session (while the server runs)
`;
