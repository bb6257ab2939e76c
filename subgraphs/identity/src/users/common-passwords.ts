/**
 * Words, names and key runs of which the passwords in published leaks are made. Nearly all leaked passwords of 12 characters and more
 * are one or two of these with digits or signs around them, so the words cover more than a list of whole passwords would (ID-2).
 */
export const COMMON_PASSWORD_WORDS: ReadonlySet<string> = new Set(
  `
  password passwort passw pass parola parol motdepasse contrasena contrasenya senha haslo heslo lozinka salasana wachtwoord login logon signin
  admin administrator root user username guest test tester testing demo default changeme change temp temporary secret topsecret access
  letmein letmeinnow welcome hello hallo hola bonjour privet salam master server system manager office company business work
  qwerty qwertyuiop qwertz azerty asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc qwe asd zxc qaz wsx edc abc abcd abcde
  abcdef abcdefg abcdefgh abcdefghijkl abcdefghijklmnopqrstuvwxyz aaa xxx zzz
  iloveyou ilove youandme loveyou lovely love lover loveme loves sweetheart darling honey baby babygirl babyboy princess prince king queen
  angel angels angelina sunshine sunflower sunny summer winter spring autumn flower flowers rainbow butterfly shadow dragon monkey tiger lion
  eagle falcon phoenix wolf bear horse pony puppy kitty kitten cat dog fish dolphin spider rabbit chicken turtle
  superman batman spiderman ironman hulk starwars starwar jedi yoda pokemon pikachu naruto minecraft fortnite roblox nintendo playstation xbox
  football soccer baseball basketball hockey tennis golf cricket liverpool arsenal chelsea barcelona realmadrid juventus manchester united
  ferrari porsche mercedes bmw audi toyota honda yamaha harley corvette mustang
  computer internet google facebook instagram twitter linkedin youtube microsoft windows apple samsung iphone android nokia
  michael jessica daniel jordan andrew joshua matthew anthony robert thomas charlie ashley nicole jennifer michelle amanda hannah sophie
  alexander alexandra maria natasha dmitry sergey andrey tatiana olga svetlana mohamed mohammed muhammad ahmed ali fatima hassan omar
  london paris berlin moscow moskva dubai newyork america england france germany russia turkey istanbul
  money dollar million lucky happy smile peace freedom friend friends family mother father sister brother forever always whatever
  blessed jesus jesuschrist christ godisgood god heaven angelica faith hope trust trustno trustnoone nothing something
  cookie cookies chocolate banana orange cherry pepper ginger cheese coffee whiskey vodka
  killer hunter ranger soldier warrior ninja pirate hacker matrix gandalf merlin zeus thor thunder lightning fire
  correcthorsebatterystaple correct horse battery staple
  пароль привет любовь солнце наташа сергей андрей дмитрий мария ольга москва россия спартак зенит люблю тебя мама папа
  offplan realestate property apartment broker agent sales
  `
    .trim()
    .split(/\s+/),
);
